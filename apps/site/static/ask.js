// One request, and what came of it in words. Nothing here touches the page.

const PATIENCE_MS = 15_000;

const FACTS = {
  server: "server",
  pid: "process",
  thread: "thread",
  requests: "requests so far",
  visits: "your visits",
  ms: "waited (ms)",
};

/** Resolves always; `failure` is a sentence, and null for a good answer. */
export async function ask(path) {
  const began = performance.now();
  const answer = await attempt(path);
  return { ...answer, ms: Math.round(performance.now() - began) };
}

async function attempt(path) {
  try {
    const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    const told = await read(response);
    return { ...told, failure: response.ok ? null : refusal(response, told.fields) };
  } catch (error) {
    return { fields: {}, text: "", facts: [], failure: reason(error) };
  }
}

async function read(response) {
  const text = await response.text();
  const type = response.headers.get("Content-Type") ?? "";
  const fields = type.includes("json") ? JSON.parse(text) : {};
  const facts = Object.keys(FACTS).filter((name) => name in fields).map((name) => [FACTS[name], fields[name]]);
  const extra = [
    ...(type.includes("html") ? heading(text) : []),
    ["cache", response.headers.get("X-Cache")],
    ["ETag", response.headers.get("ETag")],
    ["retry after (s)", response.headers.get("Retry-After")],
    ["request", response.headers.get("X-Request-ID")],
  ];
  return { fields, text, facts: [...facts, ...extra.filter(([, value]) => value)] };
}

// A parsed document of its own runs no script and loads nothing.
function heading(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return [["page", parsed.querySelector("h1")?.textContent], ["made at", parsed.querySelector("time")?.textContent]];
}

function refusal(response, fields) {
  return `${response.status} ${fields.title ?? ""}. ${fields.detail ?? "The answer gives no reason."}`;
}

function reason(error) {
  if (error.name === "TimeoutError") return "no answer came in time.";
  if (error instanceof SyntaxError) return "the answer is not the JSON that it says it is.";
  return "nobody answered, or this computer's network changed.";
}
