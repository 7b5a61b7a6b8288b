// What the page shows: texts and choices. All of it is in the fragment of the address, which browsers do not send.

export const EXAMPLE = [
  `{
  "type": "record",
  "name": "Order",
  "namespace": "shop",
  "fields": [
    {"name": "id", "type": "long"},
    {"name": "status", "type": {
      "type": "enum", "name": "Status",
      "symbols": ["NEW", "PAID"]
    }},
    {"name": "price", "type": "int"}
  ]
}
`,
  `{
  "type": "record",
  "name": "Order",
  "namespace": "shop",
  "fields": [
    {"name": "id", "type": "long"},
    {"name": "status", "type": {
      "type": "enum", "name": "Status",
      "symbols": ["NEW", "PAID", "SHIPPED"]
    }},
    {"name": "price", "type": "long"},
    {"name": "customer", "type": "string"}
  ]
}
`,
];

export const initial = () => ({
  versions: EXAMPLE.map((text) => ({ text })),
  level: "BACKWARD",
  readers: "java,confluent",
});

/** Which language a text is in. JSON begins with a bracket or a quotation mark, after comments; the rest is Avro IDL. */
export function language(text) {
  const start = text.replace(/^\uFEFF/, "").replace(/^(\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)+/, "");
  if (start !== "" && !/^["[{]/.test(start)) return "avdl";
  return start.startsWith("{") && isProtocol(text) ? "avpr" : "avsc";
}

function isProtocol(text) {
  try {
    return typeof JSON.parse(text).protocol === "string";
  } catch {
    return false;
  }
}

export const label = (index) => `v${index + 1}`;
export const path = (index, text) => `schema/${label(index)}.${language(text)}`;

/** The texts of versions by their paths, as the engine takes them. */
export const files = (texts) => JSON.stringify(Object.fromEntries(texts.map((text, index) => [path(index, text), text])));

export function configuration({ level, readers }) {
  return `level = ${JSON.stringify(level)}\nassume = ${JSON.stringify(readers.split(","))}\n`;
}

const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const through = async (bytes, stream) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

export async function toFragment({ versions, level, readers }) {
  const text = JSON.stringify({ versions: versions.map(({ text }) => text), level, readers });
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  return "#s=" + base64(packed).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const MOST_UNPACKED = 16 << 20;

/** The state that a fragment holds; `undefined` for one that holds none. */
export async function fromFragment(fragment) {
  const packed = /^#s=([\w-]+)$/.exec(fragment)?.[1];
  if (!packed) return undefined;
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (byte) => byte.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      if (text.length > MOST_UNPACKED) return undefined;
    }
    const { versions, level, readers } = JSON.parse(text);
    if (!Array.isArray(versions) || !versions.every((version) => typeof version === "string")) return undefined;
    return { versions: versions.slice(0, 50).map((text) => ({ text })), level: String(level), readers: String(readers) };
  } catch {
    return undefined;
  }
}
