import { expect, it } from "vitest";

import manifest from "../package.json";

it("starts nothing that a workspace chooses", () => {
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(false);
  expect(manifest.contributes.configuration.properties["avrocheck.path"].scope).toBe("machine");
});

it("is compiled with the types of the oldest editor that it runs in", () => {
  expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies["@types/vscode"]}`);
});

it("is active for the three kinds of files", () => {
  expect(manifest.contributes.languages.map(({ id, extensions }) => [id, ...extensions])).toEqual([
    ["avsc", ".avsc"],
    ["avpr", ".avpr"],
    ["avdl", ".avdl"],
  ]);
});
