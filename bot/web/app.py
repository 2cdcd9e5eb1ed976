"""The web application: the page where the web chat is on, what messengers call; health and metrics in any case."""

from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot.web.assets import ASK_FIRST, Assets
from bot.web.guard import Guard
from bot.web.hosts import Hosts
from bot.web.languages import choose, direction
from bot.web.words import DEFAULT, Words
from bot.wellbeing import Unwell
from moderation.model import DETAILS

HERE = Path(__file__).parent

Health = Callable[[], Unwell | None]
"""None when all is well."""


def web_app(hosts: Hosts, health: Health, metrics: CollectorRegistry, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The application on the web port. `more`: the page's and the socket's routes, and what messengers call."""

    async def tell_health(_: Request) -> Response:
        trouble = health()
        return JSONResponse(trouble.told, 503) if trouble else JSONResponse({"status": "ok"})

    async def tell_metrics(_: Request) -> Response:
        return Response(generate_latest(metrics), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    routes = [Route("/health", tell_health), Route("/metrics", tell_metrics), *more]
    return Starlette(routes=routes, middleware=[Middleware(Guard, hosts=hosts)])


def page_routes(words: Words, templates: Path = HERE / "templates", static: Path = HERE / "static") -> list[BaseRoute]:
    """The page at / and its files under /static.

    The template `chat.html` gets `language` and its `direction` (ltr or rtl), `languages` (tag and own name of each),
    `word(key)`, `words`: all texts of the page by key, for its script, and `reports`: what can be reported, and what it
    was more exactly.
    """
    env = Environment(loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined)
    pages = Jinja2Templates(env=env)

    async def page(request: Request) -> Response:
        languages = list(words.languages())
        tags = [tag for tag, _ in languages]
        language = choose(tags, request.query_params.get("lang"), request.headers.get("accept-language"), DEFAULT)
        context = {
            "language": language,
            "direction": direction(language),
            "languages": languages,
            "word": lambda key: words.word(key, language),
            "words": dict(words.page_words(language)),
            "reports": DETAILS,
        }
        headers = {"content-language": language, "vary": "Accept-Language", "cache-control": ASK_FIRST}
        return pages.TemplateResponse(request, "chat.html", context, headers=headers)

    return [Route("/", page), Route("/static/{name:path}", Assets(static).serve)]
