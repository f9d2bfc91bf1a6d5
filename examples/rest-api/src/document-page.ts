import { html, raw } from 'hono/html';

interface Operation {
  readonly summary?: string;
  readonly requestBody?: unknown;
  readonly responses?: unknown;
}

interface ApiDocument {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths?: object;
  readonly components?: { readonly schemas?: object };
}

/** A page that shows an OpenAPI document, without a script or anything from elsewhere. */
export function showDocument({ info, paths = {}, components }: ApiDocument) {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
  const schemas = Object.entries(components?.schemas ?? {});
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: .3rem 0; }
code, pre { font: 14px/1.4 ui-monospace, monospace; }
pre { background: #8881; padding: 1rem; overflow-x: auto; }
</style>
</head>
<body>
<h1>${info.title} ${info.version}</h1>
<p>${info.description} The document itself: <a href="openapi.json">openapi.json</a>.</p>
<h2>Endpoints</h2>
${operations.map(
  ({ name, operation: { summary, requestBody, responses } }) => html`<details>
<summary><code>${name}</code> ${summary}</summary>
${requestBody === undefined ? '' : html`<p>Request</p><pre>${json(requestBody)}</pre>`}
<p>Answers</p><pre>${json(responses)}</pre>
</details>`,
)}
<h2>Schemas</h2>
${schemas.map(
  ([name, schema]) => html`<details id="${name}">
<summary><code>${name}</code></summary>
<pre>${json(schema)}</pre>
</details>`,
)}
</body>
</html>`;
}

/** Escaped by hand, so that line breaks and indents stay as they are. */
function json(value: unknown) {
  const text = JSON.stringify(value, null, 2) ?? '';
  return raw(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
}
