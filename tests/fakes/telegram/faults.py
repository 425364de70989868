"""What shall go wrong: faults for the next calls, for all calls, or by chance from a printed seed."""

import random
from typing import Any

import msgspec

# Telegram says no: nothing was accepted.
SAYS_NO = frozenset(
    {"too_many", "blocked", "deactivated", "kicked", "forbidden", "bad_request", "migrate", "server_error"}
)
# No word from Telegram itself: before acceptance, or after it (then the message is really there).
SILENT = frozenset({"bad_gateway", "drop", "silence"})
SILENT_AFTER = frozenset({"bad_gateway_after_accept", "drop_after_accept", "silence_after_accept"})
OTHER = frozenset({"slow", "none"})
# On the way out to a webhook: the 2xx is lost, the line is cut before it, the same update goes twice at once.
ON_PUSH = frozenset({"lose_answer", "cut", "double"})
KINDS = SAYS_NO | SILENT | SILENT_AFTER | OTHER | ON_PUSH


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`method` None = any API method; "webhook" = pushes of updates; "download" = files; `times` None = until
    cleared; `after` = so many matching calls pass first; `seconds` for slow, silence and cut; `whole_bot` =
    a 429 closes the bot's bucket, not only the chat's; `text` overrides the description."""

    kind: str
    method: str | None = None
    chat: int | None = None
    bot: int | None = None
    times: int | None = 1
    after: int = 0
    retry_after: int = 1
    seconds: float = 1.0
    migrate_to: int | None = None
    whole_bot: bool = False
    text: str | None = None


class Mix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By chance: share of each kind among calls whose method begins with one of `methods`."""

    seed: int
    shares: dict[str, float]
    methods: tuple[str, ...] = ("send",)
    retry_after: tuple[int, int] = (1, 1)
    seconds: float = 1.0


class FaultPlan:
    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._mix: Mix | None = None
        self._chance = random.Random(0)

    def add(self, fault: Fault) -> None:
        _fits(fault.kind, fault.method)
        self._planned.append(_Planned(fault))

    def mix(self, mix: Mix) -> None:
        for kind in mix.shares:
            for method in mix.methods:
                _fits(kind, method)
        self._mix, self._chance = mix, random.Random(mix.seed)

    def clear(self) -> None:
        self._planned.clear()
        self._mix = None

    def take(self, *, bot: int, method: str, chat: int | None) -> Fault | None:
        """The fault this call meets, if any; counts it off."""
        for planned in self._planned:
            if planned.fits(bot=bot, method=method, chat=chat) and planned.takes_this_one():
                return planned.fault
        return self._by_chance(method)

    def _by_chance(self, method: str) -> Fault | None:
        if self._mix is None or not method.startswith(self._mix.methods):
            return None
        throw = self._chance.random()
        for kind, share in self._mix.shares.items():
            throw -= share
            if throw < 0:
                wait = self._chance.randint(*self._mix.retry_after)
                return Fault(kind=kind, method=method, retry_after=wait, seconds=self._mix.seconds)
        return None


class _Planned:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._to_pass = fault.after
        self._left = fault.times

    def fits(self, *, bot: int, method: str, chat: int | None) -> bool:
        fault = self.fault
        if fault.method is None and method in ("webhook", "download"):
            return False
        return (
            self._left != 0
            and fault.method in (None, method)
            and fault.bot in (None, bot)
            and fault.chat in (None, chat)
        )

    def takes_this_one(self) -> bool:
        if self._to_pass:
            self._to_pass -= 1
            return False
        if self._left is not None:
            self._left -= 1
        return True


class Refusal(Exception):
    """Telegram says no: status, description, and parameters such as retry_after."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def refusal_of(fault: Fault) -> Refusal:
    """The words Telegram uses for each kind of no."""
    match fault.kind:
        case "too_many":
            text, wait = f"Too Many Requests: retry after {fault.retry_after}", fault.retry_after
            return Refusal(429, fault.text or text, retry_after=wait)
        case "blocked":
            return Refusal(403, fault.text or "Forbidden: bot was blocked by the user")
        case "deactivated":
            return Refusal(403, fault.text or "Forbidden: user is deactivated")
        case "kicked":
            return Refusal(403, fault.text or "Forbidden: bot was kicked from the group chat")
        case "forbidden":
            return Refusal(403, fault.text or "Forbidden: not enough rights")
        case "bad_request":
            return Refusal(400, fault.text or "Bad Request: chat not found")
        case "migrate":
            text = fault.text or "Bad Request: group chat was upgraded to a supergroup chat"
            return Refusal(400, text, migrate_to_chat_id=fault.migrate_to or -1001234567890)
        case _:
            return Refusal(500, fault.text or "Internal Server Error")


def _fits(kind: str, method: str | None) -> None:
    """A fault that could never happen is a mistake in the test, and would make it pass for nothing."""
    if kind not in KINDS:
        raise ValueError(f"no such fault: {kind}; there are {', '.join(sorted(KINDS))}")
    if kind not in OTHER and (kind in ON_PUSH) != (method == "webhook"):
        raise ValueError(f"{kind} does not happen to {method or 'calls'}")
