"""The product's AI features: how each is asked, what it can reach, and what it may cost."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from launchready.manifest.tables.values import EnvName, Subject, Table, WebUrl

Reading = Literal["document", "record", "tool-result"]
"""What an assistant reads beside the question, and strangers can write into."""

CanaryPlace = Literal["tenant", "system-prompt", "env"]
"""Where a canary lies: another tenant's data, the instructions, the environment."""

ToolKind = Literal["read", "write", "delete", "refund", "mail", "fetch"]
"""What a tool does to the world."""


class Canary(Table):
    """A random value that lies where no answer may take it from."""

    place: CanaryPlace
    value_env: EnvName
    """Variable with the value, 16 letters and digits or more (`launchready ai canaries`)."""


class Tool(Table):
    """A tool that the assistant may call, where its name does not say what it does."""

    name: str = Field(min_length=1)
    kind: ToolKind


class Plant(Table):
    """How a text gets where the assistant reads it; undone where `remove_url` says how."""

    into: Reading
    url: WebUrl
    """Route that takes it, by POST."""
    body: dict[str, Any] = Field(default_factory=lambda: {"text": "{text}"})
    """JSON that is posted; {text} stands for the text."""
    id_key: str = "id"
    """Where the answer says what was made: keys joined by dots."""
    remove_url: WebUrl | None = None
    """Route that takes it away again, by DELETE; {id} stands for what was made."""


class Price(Table):
    """What the model's provider takes, in any one currency."""

    input_per_million: NonNegativeFloat
    """Price of a million tokens asked."""
    output_per_million: NonNegativeFloat
    """Price of a million tokens answered."""


class Control(Table):
    """A question of a customer's that must be answered."""

    ask: str = Field(min_length=1)
    expects: tuple[str, ...] = ()
    """Words of which the answer has at least one, in any case."""


class Assistant(Subject):
    """An AI feature's endpoint."""

    kind_name: ClassVar[str] = "assistant"

    name: str = Field(min_length=1, max_length=60)
    url: WebUrl
    """Where questions are posted."""
    protocol: Literal["json", "openai"] = "json"
    """A route of the product's own, or OpenAI's chat completions."""
    stream: bool = False
    """Whether answers come as server-sent events."""
    model: str = ""
    """The model that an `openai` route is asked for."""
    body: dict[str, Any] = Field(default_factory=lambda: {"message": "{ask}"})
    """JSON that a `json` route takes; {ask} stands for the question."""
    answer_key: str = "answer"
    """Where a `json` route's answer stands: keys joined by dots."""
    calls_key: str = ""
    """Where a `json` route's answer lists its calls of tools, if it does."""
    conversation_key: str = ""
    """Key that a `json` route answers with and takes back, to go on with a conversation."""
    access: Literal["public", "user"] = "public"
    """Whether it is asked as the user of [session]."""
    authorization_env: EnvName | None = None
    """Variable with an Authorization header, in place of a session."""
    renders: Literal["html", "markdown", "text"] = "html"
    """What the page makes of answers."""
    reads: tuple[Reading, ...] = ("document", "record", "tool-result")
    """What it reads beside the question."""
    acts: bool = True
    """Whether it has tools."""
    tools: tuple[Tool, ...] = ()
    tool_log: str = ""
    """Where calls of tools are seen: a file of JSON lines beside the manifest, or a URL."""
    tool_log_wait_s: float = Field(default=1.0, ge=0, le=30)
    """How much later than the answer a call may turn up there."""
    canaries: tuple[Canary, ...] = ()
    plants: tuple[Plant, ...] = ()
    other_tenants: tuple[str, ...] = ()
    """Ids of other customers and of what is theirs: tools may not be called with them."""
    controls: tuple[Control, ...] = ()
    """Questions of customers that it must answer, beside launchready's own."""
    max_answer_chars: PositiveInt = 8000
    """Longest answer that is still fine."""
    max_calls: PositiveInt = 10
    """Most calls of tools for one question."""
    max_seconds: PositiveFloat = Field(default=60.0, le=600)
    """Longest that an answer may take."""
    max_requests: PositiveInt = 600
    """Requests of one `launchready ai`, of every kind."""
    max_cost: PositiveFloat | None = None
    """What one `launchready ai` may cost, in the currency of `price`."""
    price: Price | None = None

    @property
    def target(self) -> str:
        """Give the assistant's name."""
        return self.name

    @model_validator(mode="after")
    def _can_be_asked(self) -> Assistant:
        """Refuse what could not be carried out."""
        if self.protocol == "json" and "{ask}" not in repr(self.body):
            raise ValueError("body has no {ask}: the question would not be sent")
        if self.max_cost is not None and self.price is None:
            raise ValueError("max_cost needs a price")
        for plant in self.plants:
            if "{text}" not in repr(plant.body):
                raise ValueError("plants.body has no {text}: nothing would be planted")
        return self
