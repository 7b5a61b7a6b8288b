"""Drives the server as the clients of three editors would, by what each of them can do."""

import asyncio
import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

FILE = pathlib.Path(os.environ["FILE"])
ROOT = FILE.parent.parent.parent
SERVER = ClientServerConfig(server_command=[os.environ["AVROCHECK"], "lsp"])


@pytest_lsp.fixture(config=SERVER, params=["visual-studio-code", "neovim", "emacs"])
async def client(request, lsp_client: LanguageClient):
    @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def registered(_: lsp.RegistrationParams) -> None:
        """Nothing changes on the disk here."""

    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[lsp.WorkspaceFolder(uri=ROOT.as_uri(), name="films")],
        )
    )
    yield
    await lsp_client.shutdown_session()


def errors(client: LanguageClient, uri: str) -> list[lsp.Diagnostic]:
    return [one for one in client.diagnostics.get(uri, []) if one.severity == lsp.DiagnosticSeverity.Error]


async def settled(client: LanguageClient) -> None:
    """Requests are answered after what was sent before them has been checked."""
    await asyncio.wait_for(client.workspace_symbol_async(lsp.WorkspaceSymbolParams(query="nothing")), 60)


def edited(text: str, edits: list[lsp.TextEdit]) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        start, end = edit.range.start, edit.range.end
        before, after = lines[start.line][: start.character], lines[end.line][end.character :]
        lines[start.line : end.line + 1] = (before + edit.new_text + after).split("\n")
    return "\n".join(lines)


@pytest.mark.asyncio
async def test_open_change_diagnose_fix_rename(client: LanguageClient) -> None:
    uri, text = FILE.as_uri(), FILE.read_text()
    document = lsp.TextDocumentIdentifier(uri)
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri=uri, language_id="avro", version=1, text=text))
    )
    await settled(client)
    (found,) = errors(client, uri)
    assert found.code == "AVC101" and found.related_information
    hover = await client.text_document_hover_async(lsp.HoverParams(document, found.range.start))
    assert "witness" in hover.contents.value

    def change(version: int, text: str) -> None:
        client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                text_document=lsp.VersionedTextDocumentIdentifier(uri=uri, version=version),
                content_changes=[lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(document, found.range, lsp.CodeActionContext(diagnostics=[found]))
    )
    text = edited(text, actions[0].edit.changes[uri])
    change(2, text)
    await settled(client)
    assert not errors(client, uri)

    line = next(number for number, line in enumerate(text.split("\n")) if '"casts"' in line)
    at = lsp.Position(line, text.split("\n")[line].index("casts"))
    renamed = await client.text_document_rename_async(lsp.RenameParams(document, at, "cast"))
    # Some editors take versions with edits, and some do not.
    of_files = {change.text_document.uri: change.edits for change in renamed.document_changes or []}
    text = edited(text, (renamed.changes or of_files)[uri])
    assert '"name": "cast"' in text and '"aliases": ["casts"]' in text
    change(3, text)
    await settled(client)
    assert not errors(client, uri)
