"""The phone knows what a question asks for, whatever its endings, and keeps still where it asks for something else."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import { createInterface } from 'node:readline'
import { askedFor } from './app/pwa/src/screens/thread/asks'
for await (const line of createInterface({ input: process.stdin }))
  console.log(askedFor(JSON.parse(line)).sort().join())
"""
QUESTIONS = {
    "Подскажите, пожалуйста, Ваш номер телефона?": "phone",
    "Какой у Вас пробег?": "mileage",
    "А пробег?": "mileage",
    "Напишите VIN": "vin",
    "Пришлите вин-код авто": "vin",
    "Какой гос. номер?": "plate",
    "Какой номер машины?": "plate",
    "Скажите номер Вашего автомобиля": "plate",
    "Сколько километров проехали?": "mileage",
    "Сколько уже накатали?": "mileage",
    "На какую почту отправить?": "email",
    "Ваш e-mail?": "email",
    "Отправил Вам на почту": "",
    "Отправлю на Ваш телефон, хорошо?": "",
    "Можно поговорить по телефону?": "",
    "Когда Вам удобно, чтобы мы позвонили?": "hours",
    "В какое время лучше звонить?": "hours",
    "Когда Вам удобно приехать?": "",
    "Как Вас зовут?": "name",
    "Как я могу к Вам обращаться": "name",
    "Какая у Вас машина?": "car",
    "Какая машина Вас интересует?": "",
    "Какой автомобиль Вы хотите?": "",
    "Телефон мастера дайте, пожалуйста": "",
    "Наш телефон: 8 800 200-30-40, звоните": "",
    "Пробег 38 400 верно?": "",
    "Можно Ваш номер?": "phone",
    "Какой номер заказа?": "",
    "What is your mileage?": "mileage",
    "Please send your VIN": "vin",
    "Could you share your phone number?": "phone",
    "We will call your phone": "",
    "Год выпуска какой?": "car",
    "Уточните марку и модель автомобиля": "car",
    "Спасибо! Ждём Вас завтра в 9": "",
    "Нужен Ваш вин": "vin",
    "Ждём Вас с VIN-кодом": "",
    "Какой пробег у машины и какой гос номер?": "mileage,plate",
    "Продиктуйте регистрационный номер": "plate",
    "По какому телефону Вам позвонить?": "phone",
    "ПРОБЕГ КАКОЙ": "mileage",
    "Оставьте контактный номер": "phone",
    "Почти готово, какой цвет?": "",
    "Какой у Вас имейл?": "email",
    "Сколько стоит замена?": "",
    "Во сколько Вам можно набрать?": "hours",
    "When can we call you?": "hours",
    "Номер кузова подскажите": "vin",
    "Ваш номер телефона не изменился?": "",
    "Какой Ваш любимый маршрут?": "",
    "Подскажите пробег, пожалуйста. Это для записи на ТО.": "mileage",
    "Ваш номер 8 927 000-11-22 верный?": "",
    "Пришлите фото с пробегом": "",
    "Дайте телефон жены": "",
    "Какой у нас номер телефона — знаете?": "phone",
    "Сколько Вы проехали и как Вас зовут?": "mileage,name",
    "Какой VIN? И номер машины?": "plate,vin",
}
"""Words → the facts they ask for."""


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator["subprocess.Popen[str]"]:
    with_node, bundle = str(ROOT / "scripts" / "with-node"), tmp_path_factory.mktemp("asks") / "asks.mjs"
    esbuild = [
        "app/pwa/node_modules/.bin/esbuild",
        "--bundle",
        "--loader=ts",
        "--format=esm",
        "--platform=node",
    ]
    subprocess.run(
        [with_node, *esbuild, "--log-level=error", f"--outfile={bundle}"],
        input=ASK, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    process = subprocess.Popen(
        [with_node, "node", str(bundle)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.communicate()


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_phone_finds_what_is_asked_for(phone: "subprocess.Popen[str]", text: str) -> None:
    assert phone.stdin is not None
    assert phone.stdout is not None
    phone.stdin.write(json.dumps(text) + "\n")
    phone.stdin.flush()
    assert phone.stdout.readline().strip() == QUESTIONS[text]
