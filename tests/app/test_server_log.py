"""What gunicorn's log writes about faults: the kind and the place, never what was sent or what the message says."""

import logging

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]

from app.server_log import ServerLog


@pytest.fixture
def log() -> ServerLog:
    made = ServerLog(Config())
    made.error_log.propagate = True
    return made


def _written(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() + (record.exc_text or "") for record in caplog.records]


def test_of_a_fault_the_kind_and_place_are_written(log: ServerLog, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise KeyError("patients=3")
    except KeyError:
        log.exception("Error handling request %s %s", "GET", "/om?sted=hemmelig")
    assert _written(caplog) == [
        "a request failed: KeyError in tests.app.test_server_log.test_of_a_fault_the_kind_and_place_are_written"
    ]
    assert all(record.exc_info is None for record in caplog.records)


def test_of_a_process_that_does_not_start_all_is_written(log: ServerLog, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise KeyError("patients=3")
    except KeyError:
        log.exception("Exception in worker process")
    assert caplog.records[0].exc_info is not None


def test_warnings_are_written_unless_they_name_a_visitor(log: ServerLog, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        log.warning("Invalid request from ip=192.0.2.1: hemmelig")
        log.warning("%s is %s", "this", "written")
    assert _written(caplog) == ["this is written"]
