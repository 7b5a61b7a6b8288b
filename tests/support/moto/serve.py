"""Serves moto's fake of AWS Glue to a test: prints its address, and ends when the test closes standard input.

moto has no ListSchemas and no ListSchemaVersions; both are here, after AWS's reference of the API, with pages of three entries
and the newest version first.
"""

import os
import sys
from threading import Thread

from moto.core.responses import ActionResult
from moto.glue.responses import GlueResponse
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

PAGE = 3


class Silent(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_request(self, code="-", size="-"):
        pass


def page(response, entries):
    """The entries behind the token of the request, and the token of the next page if there is one."""
    start = int(response._get_param("NextToken") or 0)
    end = start + PAGE
    answer = {"Schemas": entries[start:end]}
    if end < len(entries):
        answer["NextToken"] = str(end)
    return ActionResult(answer)


def list_schemas(response):
    registry = response.glue_backend.get_registry(response._get_param("RegistryId"))
    schemas = response.glue_backend.registries[registry["RegistryName"]].schemas.values()
    return page(
        response,
        [
            {"RegistryName": schema.registry_name, "SchemaName": schema.schema_name, "SchemaStatus": schema.schema_status}
            for schema in schemas
        ],
    )


def list_schema_versions(response):
    schema = response.glue_backend.get_schema(response._get_param("SchemaId"))
    schema = response.glue_backend.registries[schema["RegistryName"]].schemas[schema["SchemaName"]]
    versions = sorted(schema.schema_versions.values(), key=lambda version: -version.version_number)
    return page(
        response,
        [
            {
                "SchemaVersionId": version.schema_version_id,
                "VersionNumber": version.version_number,
                "Status": version.schema_version_status,
            }
            for version in versions
        ],
    )


GlueResponse.list_schemas = list_schemas
GlueResponse.list_schema_versions = list_schema_versions

server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=Silent)
Thread(target=server.serve_forever, daemon=True).start()
print(f"127.0.0.1:{server.server_port}", flush=True)
sys.stdin.read()
os._exit(0)
