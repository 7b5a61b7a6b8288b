import { readFile } from "node:fs/promises";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { beforeAll, expect, it } from "vitest";

let grammar: textmate.IGrammar;

beforeAll(async () => {
  await oniguruma.loadWASM(await readFile("node_modules/vscode-oniguruma/release/onig.wasm"));
  const file = "languages/avdl.tmLanguage.json";
  const text = await readFile(file, "utf8");
  const registry = new textmate.Registry({
    onigLib: Promise.resolve(oniguruma),
    loadGrammar: async () => textmate.parseRawGrammar(text, file),
  });
  grammar = (await registry.loadGrammar("source.avdl"))!;
});

/** The words of a text that have a colour, each with what it is. */
function coloured(text: string): string[] {
  let state = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    const named = tokens.filter((token) => token.scopes.length > 1);
    return named.map((token) => `${line.slice(token.startIndex, token.endIndex).trim()}: ${token.scopes.at(-1)}`);
  });
}

it("colours definitions, types, annotations and values", () => {
  expect(coloured('@namespace("shop")\nrecord `enum` { union { null, Größe } a = null; array<long> b = [-1.5e3]; }')).toEqual([
    "@namespace: entity.name.decorator.avdl",
    '": string.quoted.double.avdl',
    "shop: string.quoted.double.avdl",
    '": string.quoted.double.avdl',
    "record: storage.type.avdl",
    "`enum`: entity.name.type.avdl",
    "union: support.type.avdl",
    "null: support.type.avdl",
    "null: support.type.avdl",
    "array: support.type.avdl",
    "long: support.type.avdl",
    "-1.5e3: constant.numeric.avdl",
  ]);
});

it("colours nothing in comments and strings", () => {
  const scopes = coloured('/** record A\nint */ "// \\" int" // int').map((word) => word.split(": ").at(-1));
  expect(new Set(scopes)).toEqual(
    new Set(["comment.block.documentation.avdl", "string.quoted.double.avdl", "constant.character.escape.avdl", "comment.line.double-slash.avdl"]),
  );
});

it("keeps words that only begin like a keyword as they are", () => {
  expect(coloured("integer records; importer idl;")).toEqual([]);
});
