// Records traffic of a web page with Playwright, in each form in which it writes HAR files. See README.md.
//
//   node playwright.mjs URL_OF_SERVICE PORT_OF_PAGE FOLDER
import { createHash } from 'node:crypto';
import http from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [service, port, folder] = process.argv.slice(2);
const collection = `${service}/api/v1/tenants/5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40/namespaces/plant-a/omfConnections`;

// The page has another origin than the service, so that the browser sends preflight requests. Its service worker fetches
// the requests of the page; /socket is a web socket.
const pages = http.createServer((request, response) => {
  const worker = request.url === '/worker.js';
  response.setHeader('Content-Type', worker ? 'text/javascript' : 'text/html');
  response.end(
    worker
      ? `self.addEventListener('activate', (event) => event.waitUntil(clients.claim()));
         self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));`
      : '<!DOCTYPE html><title>A page</title>',
  );
});
pages.on('upgrade', (request, socket) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.write(Buffer.from([0x81, 2, 0x68, 0x69])); // the text "hi"
  socket.on('error', () => {});
});
await new Promise((resolve) => pages.listen(Number(port), '127.0.0.1', resolve));

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, options, worker] of [
  ['playwright-embed.har', { content: 'embed' }, false],
  ['playwright-worker.har', { content: 'embed' }, true],
  ['playwright-omit.har', { content: 'omit' }, false],
  ['playwright-minimal.har', { content: 'embed', mode: 'minimal' }, false],
  ['playwright-attach.zip', { content: 'attach' }, false],
]) {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    recordHar: { path: join(folder, name), ...options },
    serviceWorkers: worker ? 'allow' : 'block',
  });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.evaluate(use, { service, collection, worker });
  await context.close();
}
await browser.close();
pages.close();
pages.closeAllConnections();

/** Runs in the page. */
async function use({ service, collection, worker }) {
  if (worker) {
    await navigator.serviceWorker.register('/worker.js');
    await new Promise((resolve) => {
      if (navigator.serviceWorker.controller) resolve();
      navigator.serviceWorker.addEventListener('controllerchange', resolve);
    });
  }
  await new Promise((resolve) => {
    const socket = new WebSocket(`ws://${location.host}/socket`);
    socket.addEventListener('message', resolve);
  });
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'c1a5d0e2-7b64-4f3c-8e19-5d2b7f6a9c11',
    client_secret: 'development-secret-not-for-production',
  });
  const granted = await fetch(`${service}/identity/connect/token`, { method: 'POST', body: form });
  const token = (await granted.json()).access_token;
  const send = (method, url, body) =>
    fetch(url, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
  const body = { Name: 'Kessel "ü" 🏭', Description: null, ClientIds: [crypto.randomUUID()] };
  const created = await (await send('POST', collection, body)).json();
  const connection = `${collection}/${created.Id}`;
  await (await send('GET', collection)).text();
  await (await send('PUT', `${connection}/`, { ...body, Description: 'x'.repeat(100) })).text();
  await (await send('GET', `${connection}/owner?query=1#fragment`)).text();
  await (await send('POST', collection, { Name: 5 })).text();
  await (await send('DELETE', connection)).text();
  await (await send('GET', `${collection}/00000000-0000-4000-8000-000000000000`)).text();
}
