"""Connects to `avrocheck mcp` as an agent does: with `initialize`, and without it. The first argument is the program."""

import asyncio
import sys

from mcp import Client, ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

SERVER = StdioServerParameters(command=sys.argv[1], args=["mcp"])


async def show(session):
    tools = (await session.list_tools()).tools
    print("tools:", *(tool.name for tool in tools))
    checked = await session.call_tool("check", {"level": "BACKWARD"})
    print("check:", checked.is_error, checked.structured_content["summary"]["gated_failures"])
    explained = await session.call_tool("explain", {"rules": ["AVC101"]})
    print("explain:", explained.structured_content["rules"][0]["name"])
    previewed = await session.call_tool("preview", {"writer": "v2", "reader": "v1"})
    print("preview:", previewed.structured_content["verdict"])
    fixed = await session.call_tool("fixes", {"findings": ["all"]})
    print("fixes:", fixed.structured_content["files"][0]["file"])
    hit = await session.call_tool("impact", {"schema": "user"})
    print("impact:", len(hit.structured_content["impacts"]))
    wrong = await session.call_tool("check", {"levels": "FULL"})
    print("wrong:", wrong.is_error, wrong.content[0].text)
    try:
        await session.call_tool("delete", {})
    except Exception as error:
        print("unknown:", error)


async def with_initialize():
    async with stdio_client(SERVER) as streams, ClientSession(*streams) as session:
        begun = await session.initialize()
        print(begun.server_info.name, begun.protocol_version)
        await show(session)


async def without_it():
    async with Client(SERVER) as client:
        print("without initialize", client.protocol_version)
        await show(client)


asyncio.run(asyncio.wait_for(with_initialize(), 60))
asyncio.run(asyncio.wait_for(without_it(), 60))
