"""GraphQL operations and HTTP requests against what the page defined."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from tests.content.compare import Failed, difference, same_json, same_text, show_json

if TYPE_CHECKING:
    from tests.content.fences import Block
    from tests.content.page import Page

_REQUEST = re.compile(r"\A([A-Z]+) (\S+)(?: HTTP/[\d.]+)?\Z")
_STATUS = re.compile(r"\AHTTP/[\d.]+ (\d{3})(?: (.*))?\Z")
_TEMPLATE = re.compile(r"\{\{(.+?)\}\}")


def run_graphql(page: Page, block: Block) -> str:
    """Execute an operation and return its result as JSON; validate type definitions. Raises Failed."""
    import graphql

    page.used("graphql-core", version("graphql-core"))
    try:
        document = graphql.parse(block.source)
    except graphql.GraphQLSyntaxError as error:
        raise Failed(str(error)) from None
    operations = (graphql.OperationDefinitionNode, graphql.FragmentDefinitionNode)
    if not any(isinstance(node, operations) for node in document.definitions):
        return _definitions(page, document)
    schema = page.namespace.get(block.options.get("schema", "schema"))
    if schema is None:
        return _validate(page, document)
    variables: Any = block.options.get("variables")
    if variables:
        variables = json.loads(variables) if variables.startswith("{") else page.namespace[variables]
    context = page.namespace[block.options["context"]] if "context" in block.options else None
    result = _execute(schema, block.source, variables, context)
    answer: dict[str, Any] = {}
    if result.errors:
        answer["errors"] = [_error(error) for error in result.errors]
    if result.data is not None or not result.errors or any(error.path for error in result.errors):
        answer["data"] = result.data
    if getattr(result, "extensions", None):
        answer["extensions"] = result.extensions
    expected = block.options.get("raises")
    if expected and not any(expected in error.message for error in result.errors or ()):
        raise Failed(f"expected an error with {expected!r}:\n{show_json(answer)}")
    if result.errors and not expected and block.output is None:
        raise Failed(show_json(answer))
    return show_json(answer)


def _error(error: Any) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    formatted.pop("locations", None)
    return formatted


def _execute(schema: Any, source: str, variables: Any, context: Any) -> Any:
    import graphql

    if isinstance(schema, graphql.GraphQLSchema):
        return graphql.graphql_sync(schema, source, variable_values=variables, context_value=context)
    return asyncio.run(_strawberry(schema, source, variables, context))


async def _strawberry(schema: Any, source: str, variables: Any, context: Any) -> Any:
    if inspect.isfunction(context) or inspect.isclass(context):
        context = context()
    return await schema.execute(source, variable_values=variables, context_value=context)


def _definitions(page: Page, document: Any) -> str:
    import graphql

    try:
        page.definitions = graphql.build_ast_schema(document)
        if page.definitions.query_type:
            graphql.assert_valid_schema(page.definitions)
    except (TypeError, graphql.GraphQLError) as error:
        raise Failed(f"not a valid schema: {error}") from None
    return ""


def _validate(page: Page, document: Any) -> str:
    import graphql

    if page.definitions is None:
        raise Failed("there is no `schema` in the namespace and no type definitions before this operation")
    errors = graphql.validate(page.definitions, document)
    if errors:
        raise Failed("\n".join(error.message for error in errors))
    return ""


def _split(source: str) -> tuple[str, list[tuple[str, str]], str]:
    """First line, headers and body of an HTTP message."""
    head, _, body = source.strip("\n").partition("\n\n")
    first, *lines = head.splitlines()
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or " " in name.strip():
            raise Failed(f"not a header: {line!r}")
        headers.append((name.strip(), value.strip()))
    return first, headers, body


def run_http(page: Page, block: Block) -> str:
    """Send a request to the page's application and compare the response. Raises Failed."""
    source = _TEMPLATE.sub(lambda match: str(eval(match.group(1), page.namespace)), block.source)
    first, headers, body = _split(source)
    if _STATUS.match(first):
        return ""
    match = _REQUEST.match(first)
    if match is None:
        raise Failed(f"neither a request nor a status line: {first!r}")
    app = page.namespace.get(block.options.get("app", "app"))
    if app is None:
        if block.output is not None:
            _split(block.output.text)
            page.compared = True
        return ""
    names = {name.lower() for name, _ in headers}
    content = body.rstrip("\n").encode() if body else None
    if content is not None and "content-length" not in names:
        headers.append(("Content-Length", str(len(content))))
    if "host" not in names:
        headers.append(("Host", "testserver"))
    response = _send(app, match.group(1), match.group(2), headers, content)
    page.namespace["response"] = response
    page.compared = True
    actual = _show(response, [])
    if block.output is not None:
        _compare(page, block.output.text, response)
    return actual


def _send(app: Any, method: str, target: str, headers: list[tuple[str, str]], content: bytes | None) -> Any:
    import httpx

    host = next(value for name, value in headers if name.lower() == "host")
    request = httpx.Request(method, f"http://{host}{target}", headers=headers, content=content)
    for name in ("accept", "accept-encoding", "connection", "user-agent"):
        if name not in {given.lower() for given, _ in headers}:
            request.headers.pop(name, None)
    call = app if inspect.isfunction(app) else getattr(app, "__call__", app)  # noqa: B004
    if inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(call):
        return asyncio.run(_send_asgi(app, request))
    transport = httpx.WSGITransport(app=app, raise_app_exceptions=False)
    response = transport.handle_request(request)
    response.read()
    return response


async def _send_asgi(app: Any, request: Any) -> Any:
    import httpx

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    response = await transport.handle_async_request(request)
    await response.aread()
    return response


def _body(response: Any) -> str:
    if "json" in response.headers.get("content-type", ""):
        return show_json(response.json())
    text: str = response.text
    return text


def _show(response: Any, names: list[str]) -> str:
    """A response in HTTP notation, with the headers of these names (Content-Type if none are given)."""
    phrase = f" {response.reason_phrase}" if response.reason_phrase else ""
    lines = [f"HTTP/1.1 {response.status_code}{phrase}"]
    for name in names or ["Content-Type"]:
        if name in response.headers:
            lines.append(f"{name}: {response.headers[name]}")
    body = _body(response)
    return "\n".join(lines) + "\n" + (f"\n{body}" if body else "")


def _compare(page: Page, expected: str, response: Any) -> None:
    if not expected.strip():
        page.fill = _show(response, [])
        raise Failed(difference("", page.fill))
    first, headers, body = _split(expected)
    status = _STATUS.match(first)
    if status is None:
        raise Failed(f"not a status line: {first!r}")
    wrong = [] if int(status.group(1)) == response.status_code else [f"status {response.status_code}"]
    for name, value in headers:
        actual = response.headers.get(name)
        if actual is None or not same_text(value, actual):
            wrong.append(f"{name}: {actual}")
    if body.strip() or _body(response).strip():
        try:
            same = "json" in response.headers.get("content-type", "") and same_json(json.loads(body), response.json())
        except ValueError:
            same = False
        if not (same or same_text(body, _body(response))):
            wrong.append("the body")
    if wrong:
        page.fill = _show(response, [name for name, _ in headers])
        raise Failed(f"differs: {', '.join(wrong)}\n{difference(expected, page.fill)}")
