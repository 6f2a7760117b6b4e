// A proxy that changes values in the service's responses: node tamper.mjs <URL of the service>
//
// Responses to requests below /N are changed by change N; change 0 changes nothing. Prints its port and the number of
// the last change.
import { createServer } from 'node:http';

const service = process.argv[2];
const changes = [
  ['', ''],
  ['"State":"Deleting"', '"State":"Active"'],
  ['"Description":null', '"Description":"changed"'],
  ['"Trustee":null', '"Trustee":{"Type":1}'],
  ['"AccessRights":3}', '"AccessRights":7}'],
  ['"Read","Write"', '"Write","Read"'],
  ['"Type":2', '"Type":1'],
  ['"Reason":', '"Reasons":'],
];

const server = createServer(async (request, response) => {
  const [, change, path] = request.url.match(/^\/(\d+)(\/.*)/);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { host, connection, 'content-length': size, 'transfer-encoding': coding, ...headers } = request.headers;
  const original = await fetch(service + path, {
    method: request.method,
    headers,
    body: chunks.length ? Buffer.concat(chunks) : undefined,
  });
  const body = (await original.text()).replaceAll(...changes[change]);
  const { 'content-length': length, 'content-encoding': encoding, ...kept } = Object.fromEntries(original.headers);
  response.writeHead(original.status, kept);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port, changes.length - 1));
