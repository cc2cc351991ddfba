"""Hooks of Schemathesis: aim each request at something that exists, in the place of one caller.

The supplier, whose address is in FUZZ_SUPPLIER, says at what (`supplier.ts`), and is told how the request was answered.
What Schemathesis made invalid on purpose stays as it is.
"""

import os

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

SUPPLIER = os.environ["FUZZ_SUPPLIER"]
HAS_TOKEN = os.environ["FUZZ_HAS_TOKEN"] == "yes"
EXAMPLES_MAX = 2
# Stands for the token of the target, until the target of the request is known.
PLACEHOLDER = "Bearer placeholder"

session = requests.Session()


def ask(path, body):
    answer = session.post(SUPPLIER + path, json=body, timeout=60)
    if answer.status_code != 200:
        raise RuntimeError(answer.text)
    return answer.json()


if HAS_TOKEN:

    @schemathesis.auth(refresh_interval=None)
    class Caller:
        def get(self, case, context):
            return PLACEHOLDER

        def set(self, case, data, context):
            case.headers["Authorization"] = data


def operation_of(case):
    """The id of the operation, or None for a request with another method."""
    if case.method.upper() != case.operation.method.upper():
        return None
    return case.operation.definition.raw["operationId"]


def is_valid(case, location):
    return case.meta is None or not case.meta.is_negative_at(location)


def aimed(value, fields):
    """Replaces the fields that name something, at any depth."""
    if isinstance(value, list):
        return [aimed(item, fields) for item in value]
    if isinstance(value, dict):
        return {name: fields.get(name, aimed(item, fields)) for name, item in value.items()}
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = operation_of(case)
    if operation is None:
        return
    has_query = is_valid(case, ParameterLocation.QUERY) and case.query
    target = ask("/targets", {"operation": operation, "query": dict(case.query) if has_query else {}})
    if is_valid(case, ParameterLocation.PATH):
        case.path_parameters.update(target["path"])
    if isinstance(case.body, dict) and is_valid(case, ParameterLocation.BODY):
        case.body = aimed(case.body, target["fields"])
    if "cursor" in target:
        case.query["cursor"] = target["cursor"]
    if "accept" in target:
        case.headers["Accept"] = target["accept"]
    if not HAS_TOKEN:
        # Schemathesis logs in by itself, with an account that it registered.
        case.headers.pop("Authorization", None)
    elif case.headers.get("Authorization") == PLACEHOLDER:
        case.headers["Authorization"] = "Bearer " + target["token"]


@schemathesis.hook
def after_call(context, case, response):
    operation = operation_of(case)
    if operation is not None:
        ask("/answers", {"operation": operation, "status": response.status_code})


@schemathesis.hook
def before_add_examples(context, examples):
    """Schemathesis adds an example for each id in the document, and all of them are aimed alike."""
    del examples[EXAMPLES_MAX:]
