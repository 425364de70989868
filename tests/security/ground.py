"""Two dealerships with everything in them that an address can name, and everyone who may come and ask."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
from msgspec.structs import replace

from app.agenda.model import NewTask
from app.agenda.tasks import add_task
from app.clients.actions import add_card, add_phone
from app.clients.belonging import add_relative
from app.clients.editing import NewRelative
from app.clients.model import NewClient
from app.clients.receptions import insert_reception
from app.conversations import actions as talk
from app.conversations.asked import Option
from app.conversations.asking import ask
from app.conversations.handing_over import hand_over
from app.conversations.inviting import make_invitation
from app.conversations.model import LogTouch, Reply
from app.conversations.queries import thread_of_client
from app.conversations.templates import NewTemplate, write_template
from app.conversations.touching import log_touch
from app.conversations.transfers import NewTransfer
from app.coverage.queries import schedule_version
from app.coverage.requests import insert_request
from app.coverage.substitutions import insert_substitution
from app.coverage.writing import insert_absence
from app.handoffs.questions import insert_question
from app.handoffs.returns import insert_return
from app.kit.auth import Who
from app.kit.db import Db
from app.kit.ids import feed_of, new_id
from app.kit.secrets import Seal
from app.kit.tokens import digest, mint
from app.loyalty.complaining import LogComplaint, log_complaint
from app.ownership.actions import add_car
from app.ownership.model import NewCar
from app.people import actions as people
from app.people.model import NewPerson
from app.people.notices import notify
from app.people.passkeys import insert_passkey
from app.standards.queries import chain_versions, ladder_versions, latest_standard, urgency_in_force
from app.texts import Phrase
from app.window import entering, pushing
from app.window.devices import windows_with_pushes
from app.window.model import IDLE
from app.window.queries import insert_window, window_of_token
from bots.actions import keys_of, register
from push.actions import check, queue_for, subscribe
from push.model import Notice, Subscription
from push.rules import hosts_of
from tests.cast import House
from tests.conversations.stories import connect, says
from tests.security.matrix import BODIES, BYTES, Ids

NEWEST_PUSH = """
SELECT id FROM deliveries WHERE dealership_id = $1 AND thing_kind = 'push' ORDER BY place DESC LIMIT 1
"""
NOBODY = ("anonymous", "deactivated", "expired")
CLIENTS = ("anna", "boris", "alien")
SIGNED_IN = ("vera", "oleg", "irina", "alla", "sofia", "petr")


class Ground:
    """Vera's house and Petr's, and a way to ask as anybody."""

    def __init__(self, house: House, other: House, client: httpx.AsyncClient) -> None:
        self.house, self.other, self.client = house, other, client
        self._cookies: dict[str, str] = {}
        self.cards: dict[str, UUID] = {}
        """The cards of those clients who have a window."""

    # --- who asks

    async def ask(self, who: str, asked: str, ids: Ids, fresh: bool = False) -> httpx.Response:
        """`asked` is "METHOD /template"; an answer without end is cut after its head."""
        method, _, template = asked.partition(" ")
        path = template
        for name, value in ids.items():
            path = path.replace("{" + name + "}", str(value))
        content = BYTES.get(asked)
        headers = {"okno-app": "1"}
        if content is None and asked in BODIES:
            content = msgspec.json.encode(BODIES[asked](ids | await self.versions(who)))
            headers["content-type"] = "application/json"
        if cookie := await self.cookie_header(who, fresh):
            headers["cookie"] = cookie
        request = self.client.build_request(method, path, content=content, headers=headers)
        answer = await self.client.send(request, stream=True)
        self.client.cookies.clear()
        if "event-stream" not in answer.headers.get("content-type", ""):
            await answer.aread()
        await answer.aclose()
        return answer

    def house_of(self, who: str) -> House:
        return self.other if who in ("petr", "alien") else self.house

    async def versions(self, who: str) -> Any:
        rules = await self.house_of(who).unit(latest_standard)
        _, chain = await self.house_of(who).unit(chain_versions)
        urgency = await self.house_of(who).unit(urgency_in_force)
        _, ladder = await self.house_of(who).unit(ladder_versions)
        me = self.house_of(who).people.get(who, self.house.people["vera"])
        schedule = await self.house_of(who).unit(lambda db: schedule_version(db, me))
        people = {name: self.house.people[name] for name in ("vera", "irina")}
        return people | {
            "version": rules.version, "book_version": rules.book.version,
            "ladder_version": ladder[0].version if ladder else 0, "schedule_version": schedule,
            "chain_version": chain[0].version if chain else 0, "urgency_version": urgency.version,
        }  # fmt: skip

    async def cookie_header(self, who: str, fresh: bool = False) -> str:
        """Empty for those who have none."""
        cookie = await self.cookie(who, fresh)
        name = "okno-window" if who in CLIENTS else "okno"
        return f"{name}={cookie}" if cookie else ""

    async def cookie(self, who: str, fresh: bool = False) -> str | None:
        if who == "anonymous":
            return None
        make = getattr(self, f"_{who}", lambda: self._window(who) if who in CLIENTS else self._session(who))
        if fresh:
            return str(await make())
        if who not in self._cookies:
            self._cookies[who] = await make()
        return self._cookies[who]

    async def _session(self, who: str) -> str:
        house = self.house_of(who)
        person = house.people[who]
        return str(await house.unit(lambda db: people.open_session(db, person, "cookie")))

    async def _window(self, who: str) -> str:
        """The cookie of a client's window. Each client is one card, however often they come anew."""
        house = self.house_of(who)
        owner = house.people["petr" if who == "alien" else "vera"]
        if who not in self.cards:
            self.cards[who] = new_id()
            new = NewClient(id=self.cards[who], name=f"Клиент {who}", address_form=who.capitalize())
            await house.unit(lambda db: add_card(db, new, owner=owner, by=owner, because="made"))
        cookie = mint(house.id)

        async def enter(db: Db) -> None:
            link = await make_invitation(db, self.cards[who], "web", owner)
            await entering.enter(db, link.token, cookie, new_id())

        await house.unit(enter)
        return cookie

    async def seen_by_anna(self, of: str) -> Ids:
        """What hangs on Anna's talk as her window shows it, or does not."""
        await self.cookie("anna")
        if of == "anna's push":
            return {"push_id": await self.pushed_to_anna()}
        if of == "anna's unnamed":
            return {"file_id": await self.upload("anna")}
        if of == "vera's unnamed":
            return {"file_id": await self.upload("vera")}
        if of in ("anna's", "anna's words"):
            file = await self.upload("anna")
            body = {"id": new_id(), "files": [file]}
            answer = await self.client.post(
                "/api/c/messages",
                content=msgspec.json.encode(body),
                headers={
                    "okno-app": "1",
                    "content-type": "application/json",
                    "cookie": f"okno-window={await self.cookie('anna')}",
                },
            )
            assert answer.status_code == 201, answer.text
            return {"file_id": file, "key": body["id"], "ask_id": await self.question()}
        file, manager = await self.upload("vera"), who_is(self.house, "vera", "manager")

        async def reply(db: Db) -> None:
            thread = await thread_of_client(db, self.cards["anna"])
            assert thread is not None
            said = await talk.reply(db, manager, Reply(thread_id=thread, id=new_id(), files=[file]))
            if of == "vera's to anna":
                await db.send_waiting()
                await db.run(
                    "UPDATE deliveries SET state = 'sent' WHERE dealership_id = $1 AND id = $2",
                    said.delivery_id,
                )

        await self.house.unit(reply)
        return {"file_id": file}

    async def pushed_to_anna(self) -> UUID:
        """A push on its way to the window that Anna looks through."""
        cookie, body = await self.cookie("anna"), BODIES["PUT /api/c/push"]({})

        async def push(db: Db) -> UUID:
            me = await window_of_token(db, digest(str(cookie)), db.now - IDLE)
            assert me is not None
            await pushing.subscribe(db, me, msgspec.convert(body, Subscription), hosts_of(""), "key")
            theirs = await windows_with_pushes(db, db.now - IDLE, window=me.id)
            await queue_for(db, theirs, new_id(), Notice(kind="answer"), timedelta(hours=1))
            await db.send_waiting()
            return UUID(str(await db.value(NEWEST_PUSH)))

        return UUID(str(await self.house.unit(push)))

    async def question(self) -> UUID:
        """Something that Anna was asked and has not answered."""
        options = [Option(key="one", words=Phrase("survey.mark", {"mark": "1"}))]
        asked = await self.house.unit(
            lambda db: ask(
                db, self.cards["anna"], kind="test", subject=new_id(), words=Phrase("window.received"),
                options=options, at_once=True,
            )
        )  # fmt: skip
        return UUID(str(asked))

    async def _expired(self) -> str:
        async def late(db: Db) -> str:
            token = await people.open_session(db, self.house.people["vera"], "cookie")
            await db.run(
                "UPDATE sessions SET expires_at = $2 WHERE dealership_id = $1 AND created_at = $2", db.now
            )
            return token

        return str(await self.house.unit(late))

    async def _deactivated(self) -> str:
        async def out(db: Db) -> str:
            person = await add_manager(db)
            token = await people.open_session(db, person, "cookie")
            await people.deactivate(db, who_is(self.house, "alla", "administrator"), person)
            return token

        return str(await self.house.unit(out))

    # --- what is asked for

    async def object(self, of: str, asked: str) -> Ids:
        """A fresh object for an address or an act, ids by the names addresses give them."""
        if of == "-":
            return {"path": "book"}  # type: ignore[dict-item]
        if of == "missing":
            return await self.missing()
        whose, _, what = of.partition(" of ")
        house, owner = (self.other, "petr") if whose == "petr's" else (self.house, "vera")
        if "{token}" in asked:
            return {"token": await self.token(asked, house, owner)}  # type: ignore[dict-item]
        if "{person_id}" in asked:
            return {"person_id": await house.unit(add_manager)}
        if "absence" in asked or "come_back" in asked:
            return {"absence_id": await self.absence(house, owner)}
        if "{request_id}" in asked:
            return {"request_id": await self.request(house, owner, by_owner=asked.startswith("DELETE"))}
        if "{return_id}" in asked or "return_note" in asked:
            return {"return_id": await self.asked_back(house, owner)}
        if "{question_id}" in asked or asked in ("handoffs.answer", "handoffs.withdraw"):
            return {"question_id": await self.asked_of_specialist(house, owner)}
        if "{substitution_id}" in asked:
            return {"substitution_id": await self.substitution(house, owner)}
        if "{reception_id}" in asked:
            talk = await self.talk_of(house, owner, "vera's", with_file=False)
            return {"reception_id": await self.receive(house, talk["client_id"], petrs=whose == "petr's")}
        if "{feed_id}" in asked:
            return {"feed_id": feed_of("book", house.people[owner])}
        if "{transfer_id}" in asked:
            return {"transfer_id": await self.transfer(house, owner)}
        if "{device_id}" in asked or "{push_id}" in asked:
            return await self.pushed(house, owner)
        if "{burst_id}" in asked:
            return {"burst_id": await self.burst(house, owner)}
        if "{template_id}" in asked:
            return {
                "template_id": await house.unit(lambda db: a_template(db, who_is(house, owner, "manager")))
            }
        if "{session_id}" in asked:
            return {"session_id": await house.unit(lambda db: another_session(db, house.people[owner]))}
        if "{passkey_id}" in asked:
            return {"passkey_id": await house.unit(lambda db: a_passkey(db, house.people[owner]))}
        if "notice" in asked:
            return {"notice_id": await self.notice(house, owner)}
        if "unnamed file" in (of, what):
            return {"file_id": await self.upload(owner)}
        if "lobby" in (of, what):
            return {"thread_id": await self.stranger(house)}
        return await self.talk_of(house, owner, what or of, with_file="{file_id}" in asked)

    async def missing(self) -> Ids:
        names = (
            "person_id", "client_id", "thread_id", "message_id", "delivery_id", "file_id", "notice_id", "task_id",
            "reception_id",
            "return_id", "substitution_id", "question_id",
            "invitation_id", "window_id", "absence_id", "request_id", "session_id", "passkey_id",
            "template_id",
            "transfer_id",
            "burst_id",
            "touch_id",
            "complaint_id",
            "contact_id", "relative_id", "car_id",
            "device_id", "push_id", "feed_id", "key", "key",
        )  # fmt: skip
        ids = {name: new_id() for name in names}
        return ids | {"token": mint(self.house.id), "field": "name"}  # type: ignore[dict-item]

    async def token(self, asked: str, house: House, owner: str) -> str:
        """What stands in an address in the place of an id: a sign-in link, an invitation, a bot's path."""
        if "/sign-in/" in asked:
            return str(await house.unit(lambda db: people.make_sign_in_link(db, house.people[owner])))
        if "/c/" in asked:
            client = (await self.talk_of(house, owner, "vera's", with_file=False))["client_id"]
            by = house.people[owner]
            return str((await house.unit(lambda db: make_invitation(db, client, "web", by))).token)
        seal = Seal(b"0" * 32)
        bot = await house.unit(lambda db: register(db, seal, f"{uuid4().int % 10**10}:token-of-a-test"))
        return keys_of(seal, house.id, bot).path

    async def transfer(self, house: House, owner: str) -> UUID:
        """A client of this manager, handed over to somebody new a moment ago."""
        client, person, id = new_id(), house.people[owner], new_id()
        new = NewClient(id=client, name="Переданный Клиент", address_form="Клиент")
        await house.unit(lambda db: add_card(db, new, owner=person, by=person, because="made"))
        receiver = await house.unit(add_manager)
        body = NewTransfer(id=id, from_id=person, to_id=receiver, clients=[client])
        boss = who_is(house, owner, "supervisor")
        await house.unit(lambda db: hand_over(db, boss, body))
        return id

    async def burst(self, house: House, owner: str) -> UUID:
        """What a client of this manager said, judged to be urgent."""
        talk = await self.talk_of(house, owner, "vera's", with_file=False)
        sql = (
            "INSERT INTO bursts (dealership_id, message_id, began_at, state, due_at, judged_at, urgency, sure, "
            "outcome) SELECT $1, m.id, m.at, 'over', m.at, m.at, 'now', true, 'woke' FROM messages m "
            "WHERE m.dealership_id = $1 AND m.thread_id = $2 AND m.direction = 'in' RETURNING message_id"
        )
        return UUID(str(await house.unit(lambda db: db.value(sql, talk["thread_id"]))))

    async def talk_of(self, house: House, owner: str, of: str, *, with_file: bool) -> Ids:
        """A client with a thread in which they wait, an answer and its delivery."""
        client = new_id()
        new = NewClient(id=client, name="Анна Кузнецова", address_form="Анна Сергеевна")
        person = house.people[owner]
        await house.unit(lambda db: add_card(db, new, owner=person, by=person, because="made"))
        phone = f"+7000{uuid4().int % 10_000_000:07d}"
        contact = await house.unit(lambda db: add_phone(db, client, phone))
        handle = str(uuid4())
        thread = await connect(house, client, handle)
        files = [await self.upload(owner)] if with_file else []
        reply = Reply(thread_id=thread, id=new_id(), text="Добрый день", files=files)
        manager = who_is(house, owner, "manager")
        said = await house.unit(lambda db: talk.reply(db, manager, reply))
        await says(house, handle, "Когда будет готова машина?")
        state = {"failed": "failed", "unsure": "not_confirmed", "asked": "not_confirmed"}.get(of.split()[0])
        if state:
            settle = "UPDATE deliveries SET state = $3 WHERE dealership_id = $1 AND id = $2"
            await house.unit(lambda db: db.run(settle, said.delivery_id, state))
        if of.startswith("asked"):
            chain = (
                "INSERT INTO chains (dealership_id, message_id, client_id, purpose, state, asked_at) "
                "VALUES ($1, $2, $3, 'reply', 'asking', $4)"
            )
            await house.unit(lambda db: db.run(chain, reply.id, client, db.now))
        if "received" in of and house is self.house:
            await self.receive(house, client)
        words = Phrase("task.first_words", {"form": "Анна Сергеевна"})
        task = await house.unit(
            lambda db: add_task(
                db,
                NewTask(person=person, kind="first_words", key=str(client), words=words, due_at=db.now),
            )
        )
        invitation, window = new_id(), new_id()
        await house.unit(lambda db: make_invitation(db, client, "web", person, id=invitation))
        cookie = digest(mint(house.id))
        await house.unit(
            lambda db: insert_window(db, window, cookie, client, contact, db.now + timedelta(days=1))
        )
        if of.endswith("not connected"):
            stop = "UPDATE addresses SET stopped_at = $2 WHERE dealership_id = $1 AND destination = $3"
            await house.unit(lambda db: db.run(stop, db.now, handle))
        touch = LogTouch(client_id=client, id=new_id(), kind="note", words="Любит чай")
        await house.unit(lambda db: log_touch(db, manager, touch))
        complaint = LogComplaint(client_id=client, id=new_id(), words="Ждали два часа")
        await house.unit(lambda db: log_complaint(db, manager, complaint))
        ids = {
            "client_id": client,
            "thread_id": thread,
            "delivery_id": said.delivery_id,
            "message_id": said.id,
            "task_id": task,
            "touch_id": touch.id,
            "complaint_id": complaint.id,
            "invitation_id": invitation,
            "window_id": window,
            "contact_id": contact,
            "car_id": await self.car_of(house, client),
            "relative_id": await self.relative_of(house, owner, client),
        }
        ids |= {"field": "name"}  # type: ignore[dict-item]
        return ids | ({"file_id": files[0]} if files else {})

    async def car_of(self, house: House, client: UUID) -> UUID:
        car = NewCar(id=new_id(), client_id=client, make="Lada", model="Vesta", from_on=date(2026, 1, 10))
        await house.unit(lambda db: add_car(db, car))
        return car.id

    async def relative_of(self, house: House, owner: str, client: UUID) -> UUID:
        """Somebody of the client's household, in the same book."""
        relative, person = new_id(), house.people[owner]
        new = NewClient(id=relative, name="Пётр Кузнецов", address_form="Пётр Ильич")
        await house.unit(lambda db: add_card(db, new, owner=person, by=person, because="made"))
        act = NewRelative(client_id=client, id=new_id(), relative_id=relative, as_role="partner")
        await house.unit(lambda db: add_relative(db, who_is(house, owner, "manager"), act))
        return relative

    async def stranger(self, house: House) -> UUID:
        message = await says(house, str(uuid4()), "Здравствуйте, это Окно?")
        sql = "SELECT thread_id FROM messages WHERE dealership_id = $1 AND id = $2"
        thread: UUID = await house.unit(lambda db: db.value(sql, message))
        return thread

    async def notice(self, house: House, owner: str) -> UUID:
        words = Phrase("timeline.card_made")
        told: UUID = await house.unit(lambda db: notify(db, house.people[owner], "test", words))
        return told

    async def asked_back(self, house: House, owner: str) -> UUID:
        """A note that this person was asked for."""
        talk = await self.talk_of(house, owner, "vera's", with_file=False)
        id = new_id()
        await house.unit(lambda db: insert_return(db, id, talk["client_id"], house.people[owner]))
        return id

    async def asked_of_specialist(self, house: House, owner: str) -> UUID:
        """A question about a client of this person, to Sofia's trade."""
        talk = await self.talk_of(house, owner, "vera's", with_file=False)
        id = new_id()

        async def ask(db: Db) -> None:
            await insert_question(
                db, id, talk["client_id"], "credit", house.people[owner], "Одобрят?", db.now
            )

        await house.unit(ask)
        return id

    async def substitution(self, house: House, owner: str) -> UUID:
        """Somebody new looks after this person's clients."""
        id = new_id()

        async def agree(db: Db) -> None:
            helper, until_at = await add_manager(db), db.now + timedelta(days=1)
            me = house.people[owner]
            await insert_substitution(db, id, me, helper, me, db.now, until_at)

        await house.unit(agree)
        return id

    async def absence(self, house: House, owner: str) -> UUID:
        """A leave of theirs that lies ahead."""
        id, person = new_id(), house.people[owner]

        async def leave(db: Db) -> None:
            begins = db.now + timedelta(days=500 + id.int % 300)
            await insert_absence(db, id, person, "leave", begins, begins + timedelta(days=1), person)

        await house.unit(leave)
        return id

    async def request(self, house: House, owner: str, *, by_owner: bool) -> UUID:
        """Something that a colleague asks of them, or they of a colleague."""
        id, colleague, person = new_id(), await house.unit(add_manager), house.people[owner]
        whose, by = (colleague, person) if by_owner else (person, colleague)
        await house.unit(lambda db: insert_request(db, id, "pair", whose, by, {}))
        return id

    async def pushed(self, house: House, owner: str) -> Ids:
        """A browser that gets pushes, and one on its way there. The same name of a device is everybody's own."""
        device, body = new_id(), BODIES["PUT /api/devices/{device_id}/push"]({})
        session = "SELECT id FROM sessions WHERE dealership_id = $1 AND token_hash = $2"

        async def push(db: Db) -> UUID:
            token = await people.open_session(db, house.people[owner], "bearer")
            me = replace(who_is(house, owner, "manager"), session=await db.value(session, digest(token)))
            await subscribe(db, me, device, msgspec.convert(body, Subscription), hosts_of(""), "key")
            await check(db, me, device, new_id())
            await db.send_waiting()
            return UUID(str(await db.value(NEWEST_PUSH)))

        return {"device_id": device, "push_id": await house.unit(push)}

    async def receive(self, house: House, client: UUID, petrs: bool = False) -> UUID:
        """Oleg's open visit of this client; in the other house it is Petr's."""
        visit, person = new_id(), house.people["petr" if petrs else "oleg"]

        async def open_visit(db: Db) -> None:
            until_at = db.now + timedelta(hours=24)
            await insert_reception(db, visit, client, person, "came", None, db.now, until_at)

        await house.unit(open_visit)
        return visit

    async def upload(self, owner: str) -> UUID:
        file = new_id()
        path = "PUT /api/c/files/{file_id}" if owner in CLIENTS else "PUT /api/files/{file_id}"
        answer = await self.ask(owner, path, {"file_id": file})
        assert answer.status_code == 200, answer.text
        return file


def who_is(house: House, handle: str, role: Any) -> Who:
    return Who(
        dealership=house.id,
        id=house.people[handle],
        role=role,
        session=uuid4(),
        name=handle,
        language="ru",
    )


async def add_manager(db: Db) -> UUID:
    """Somebody new at work, without a history."""
    new = NewPerson(
        id=new_id(),
        handle="m" + uuid4().hex[:12],
        name="Новый Менеджер",
        address_form="Новый",
        role="manager",
        language="ru",
    )
    await people.add_person(db, new)
    return new.id


async def another_session(db: Db, person: UUID) -> UUID:
    """One more device where they are signed in."""
    token = await people.open_session(db, person, "cookie")
    sql = "SELECT id FROM sessions WHERE dealership_id = $1 AND token_hash = $2"
    return UUID(str(await db.value(sql, digest(token))))


async def a_passkey(db: Db, person: UUID) -> UUID:
    made = new_id()
    await insert_passkey(db, made, person, made.bytes, b"key", 0, None)
    return made


async def a_template(db: Db, who: Who) -> UUID:
    made = new_id()
    await write_template(db, who, made, NewTemplate(title="Готово", text="{name}, автомобиль готов."))
    return made
