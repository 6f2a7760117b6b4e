// Opens the pages of the service as a person does, and tries each operation in each version of the API.
//
//   node pages.mjs <browser> <base URL of the service> [--write]
//
// Fails on a response that differs from the contract, and on any error that the browser reports: in the console, of a
// script, or of a request. Requests to other servers are not sent, and are errors, too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, base, option] = process.argv.slice(2);
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

// Of the development directory
const TENANT = '5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40';
const NAMESPACE = 'plant-a';
const CLIENT = 'c1a5d0e2-7b64-4f3c-8e19-5d2b7f6a9c11';
const SECRET = 'development-secret-not-for-production';

const REDOC = 'http://redoc.invalid'; // not sent to any server

const browser = await chromium.launch({
  executablePath,
  args: [
    '--headless',
    // The sandbox needs privileges that containers do not have, and the browser opens our own pages only.
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  await withPage(base, startPage);
  await withPage(base, swaggerUi);
  await withPage(REDOC, redoc);
} finally {
  await browser.close();
}

/** Runs a test in a page of its own, which may send requests to one origin, and fails if the browser reports an error. */
async function withPage(origin, test) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => errors.push(`script: ${error}`));
  page.on('requestfailed', (request) => errors.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && errors.push(`${response.url()}: ${response.status()}`));
  await context.route((url) => url.protocol.startsWith('http') && url.origin !== origin, (route) => route.abort());
  try {
    await test(page);
  } catch (error) {
    throw new Error(`${test.name}: ${error.message}\nErrors of the browser: ${JSON.stringify(errors, null, 2)}`);
  }
  assert.deepEqual(errors, [], `errors of the browser in ${test.name}`);
  await context.close();
}

async function startPage(page) {
  await page.goto(`${base}/`);
  await page.getByRole('cell', { name: TENANT, exact: true }).waitFor();
  await page.getByRole('cell', { name: NAMESPACE }).waitFor();
  const links = await page.getByRole('link').evaluateAll((all) => all.map((link) => link.href));
  assert.ok(links.length >= 5, links);
  for (const link of links) {
    assert.equal((await page.request.get(link)).status(), 200, link);
  }
  await page.getByRole('link', { name: 'Try the API' }).click();
  await page.waitForURL(`${base}/docs`);
  await page.locator('.opblock').first().waitFor();
  console.log(`Start page: ${links.length} links`);
}

async function swaggerUi(page) {
  await page.goto(`${base}/docs`);

  await page.locator('.btn.authorize').click();
  assert.equal(await page.getByLabel('client_id:').inputValue(), CLIENT);
  assert.equal(await page.getByLabel('client_secret:').inputValue(), SECRET);
  await page.locator('.auth-btn-wrapper .authorize').click();
  await page.locator('.auth-btn-wrapper').getByText('Logout').waitFor();
  await page.locator('.btn-done').click();

  const inOrder = await operations(page);
  const versions = page.locator('select[data-variable=apiVersion]');
  for (const version of await versions.locator('option').allInnerTexts()) {
    await versions.selectOption(version);
    let id;
    for (const operation of inOrder) {
      const body = await execute(page, operation, `${base}/api/${version}/`, id);
      if (operation.method === 'post') {
        id = JSON.parse(body).Id;
      }
    }
    console.log(`Swagger UI: ${inOrder.length} operations in version ${version}`);
  }
  if (option === '--write') {
    await page.reload();
    await page.locator('.opblock').last().waitFor();
    await page.locator('.scheme-container').evaluate((element) => element.scrollIntoView());
    await page.screenshot({ path: file('../../docs/swagger-ui.png') });
  }
}

/** The operations of the contract in an order in which each can succeed: create first, delete last. */
async function operations(page) {
  const contract = await (await page.request.get(`${base}/openapi.json`)).json();
  const methods = ['post', 'get', 'put', 'delete'];
  const unsorted = Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, value]) => value.operationId)
      .map(([method, { operationId, summary, tags, responses }]) => ({
        method,
        path,
        tag: tags[0],
        operationId,
        summary,
        status: Object.keys(responses).find((status) => status.startsWith('2')),
      })),
  );
  return unsorted.sort((a, b) => methods.indexOf(a.method) - methods.indexOf(b.method));
}

function blockOf(page, { tag, operationId }) {
  return page.locator(`#operations-${tag.replaceAll(' ', '_')}-${operationId}`);
}

/** Executes an operation with the values that the page has, except the id of the connection. Returns the body. */
async function execute(page, operation, url, id) {
  const block = blockOf(page, operation);
  await block.locator('.opblock-summary-control').click();
  await block.locator('.try-out__btn').click();
  if (operation.path.includes('{omfConnectionId}')) {
    await block.locator('tr[data-param-name=omfConnectionId] input').fill(id);
  }
  const sent = page.waitForResponse((r) => r.url().startsWith(url) && r.request().method().toLowerCase() === operation.method);
  await block.locator('.execute').click();
  const body = await (await sent).text();
  const shown = block.locator('.live-responses-table .response .response-col_status').first();
  await shown.waitFor();
  assert.equal((await shown.innerText()).trim().slice(0, 3), operation.status, `${operation.operationId}: ${body}`);
  // Closed and reset, so that the next version begins as this one did
  await block.locator('.try-out__btn.cancel').click();
  await block.locator('.opblock-summary-control').click();
  return body;
}

/** Redoc, with which people make documentation pages, with the contract that the service publishes. */
async function redoc(page) {
  const contract = await (await page.request.get(`${base}/openapi.yaml`)).text();
  const files = {
    '/': ['text/html', '<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,">'
      + '<redoc spec-url="openapi.yaml"></redoc><script src="redoc.js"></script>'],
    '/openapi.yaml': ['application/yaml', contract],
    '/redoc.js': ['text/javascript', readFileSync(file('node_modules/redoc/bundles/redoc.standalone.js'), 'utf8')],
  };
  await page.route(`${REDOC}/**`, (route) => {
    const [contentType, body] = files[new URL(route.request().url()).pathname];
    return route.fulfill({ contentType, body });
  });
  // The logo of Redoc
  await page.route('https://cdn.redoc.ly/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg/>' }));
  await page.goto(`${REDOC}/`);

  await page.getByRole('heading', { name: /^OMF Connections \(/ }).waitFor();
  const summaries = (await operations(page)).map((operation) => operation.summary);
  const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
  assert.deepEqual(summaries.filter((summary) => !headings.includes(summary)), [], 'operations that are not shown');
  for (const button of await page.locator('button:has(.http-verb)').all()) {
    await button.click(); // shows the URL
  }
  // The last URLs appear some time after the click.
  await page.waitForFunction(
    (count) => (document.body.innerText.match(/http.*\/api\/.*/g) ?? []).length >= count,
    summaries.length,
  );
  assert.ok(!(await page.content()).includes('%7B'), 'a brace in a URL is encoded');
  console.log(`Redoc: ${summaries.length} operations`);
}
