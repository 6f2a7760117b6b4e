// Runs the scenario of SCENARIO.md with the TypeScript client.
import { deepStrictEqual as equal, ok as require } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AccessControlApi,
  AccessType,
  CommonAccessRights,
  Configuration,
  ErrorResponseBodyFromJSON,
  OMFConnectionsApi,
  OmfConnectionState,
  ResponseError,
  TrusteeType,
} from 'omf-connections-client';
import type {
  AccessControlEntry,
  AccessControlList,
  ErrorResponseBody,
  OmfConnection,
  Trustee,
} from 'omf-connections-client';

const TIMEOUT_MILLISECONDS = 30_000;

const base = env('OMF_BASE_URL');
const namespacePath = { tenantId: env('OMF_TENANT'), namespaceId: env('OMF_NAMESPACE') };
const secondId = env('OMF_SECOND_CLIENT_ID');

async function main(): Promise<void> {
  const configuration = client(await token(env('OMF_CLIENT_ID'), env('OMF_CLIENT_SECRET')));
  const second = client(await token(secondId, env('OMF_SECOND_CLIENT_SECRET')));
  const connections = new OMFConnectionsApi(configuration);
  const access = new AccessControlApi(configuration);
  printStep(1);

  const name = 'Boiler "house" 🏭 بيت';
  const description = 'first line\nback\\slash, cafe\u0301';
  const clientIds = [randomUUID(), randomUUID()];
  const created = await connections.createOmfConnection({
    ...namespacePath,
    omfConnectionCreate: { name, description, clientIds },
  });
  equal(created.state, OmfConnectionState.Creating);
  requireProperties(created, name, description, clientIds);
  require(created.id, 'no id');
  const connectionPath = { ...namespacePath, omfConnectionId: created.id };
  printStep(2);

  await waitUntil(async () => {
    const connection = await connections.getOmfConnection(connectionPath);
    return connection.state === OmfConnectionState.Active;
  });
  printStep(3);

  const list = await connections.getOmfConnections(namespacePath);
  const listed = list.results?.some((connection) => connection.id === created.id);
  require(listed, 'the list does not contain the connection');
  printStep(4);

  const read = await connections.getOmfConnection(connectionPath);
  requireProperties(read, name, description, clientIds);
  equal(read.createdDate, created.createdDate);
  console.log(`created ${read.createdDate}`);
  printStep(5);

  const firstClientId = clientIds.slice(0, 1);
  const withNull = await connections.updateOmfConnection({
    ...connectionPath,
    omfConnectionUpdate: { name: 'another name', description: null, clientIds: firstClientId },
  });
  requireProperties(withNull, 'another name', null, firstClientId);
  const withoutDescription = await connections.updateOmfConnection({
    ...connectionPath,
    omfConnectionUpdate: { name: 'another name', clientIds: firstClientId },
  });
  requireProperties(withoutDescription, 'another name', null, firstClientId);
  printStep(6);

  const before = await access.getOmfConnectionAccessControlList(connectionPath);
  require(before.roleTrusteeAccessControlEntries?.length, 'the access control list is empty');
  const entries: AccessControlEntry[] = [
    { trustee: trustee(TrusteeType.Role, 'role-of-the-scenario'), accessType: AccessType.Allowed, accessRights: 3 },
    { trustee: trustee(TrusteeType.User, 'user-of-the-scenario'), accessType: AccessType.Denied, accessRights: 4 },
    { trustee: null, accessType: AccessType.Allowed, accessRights: 0 },
  ];
  const accessControlList: AccessControlList = { roleTrusteeAccessControlEntries: entries };
  equal(await access.updateOmfConnectionAccessControlList({ ...connectionPath, accessControlList }), accessControlList);
  equal(await access.getOmfConnectionAccessControlList(connectionPath), accessControlList);
  printStep(7);

  const all: CommonAccessRights[] = Object.values(CommonAccessRights);
  equal(await access.listOmfConnectionAccessRights(connectionPath), all);
  printStep(8);

  const owner = await access.getOmfConnectionOwner(connectionPath);
  const newOwner = trustee(TrusteeType.Client, secondId);
  equal(await access.updateOmfConnectionOwner({ ...connectionPath, trustee: newOwner }), newOwner);
  const secondAccess = new AccessControlApi(second);
  equal(await secondAccess.getOmfConnectionOwner(connectionPath), newOwner);
  equal(await secondAccess.updateOmfConnectionOwner({ ...connectionPath, trustee: owner }), owner);
  printStep(9);

  const collection = await access.getOmfConnectionsAccessControlList(namespacePath);
  const extended: AccessControlList = {
    roleTrusteeAccessControlEntries: [
      ...(collection.roleTrusteeAccessControlEntries ?? []),
      { trustee: newOwner, accessType: AccessType.Allowed, accessRights: 1 },
    ],
  };
  equal(await access.updateOmfConnectionsAccessControlList({ ...namespacePath, accessControlList: extended }), extended);
  equal(await access.getOmfConnectionsAccessControlList(namespacePath), extended);
  await access.updateOmfConnectionsAccessControlList({ ...namespacePath, accessControlList: collection });
  equal(await access.listOmfConnectionsAccessRights(namespacePath), all);
  printStep(10);

  const duplicate = await error(400, () =>
    connections.createOmfConnection({ ...namespacePath, omfConnectionCreate: { clientIds: firstClientId } }),
  );
  require(duplicate.parameters?.['ClientIds[0]'], 'no ClientIds[0] in the error');
  printStep(11);

  await error(401, () => new OMFConnectionsApi(client('not-a-token')).getOmfConnections(namespacePath));
  printStep(12);

  await error(403, () => new OMFConnectionsApi(second).getOmfConnection(connectionPath));
  printStep(13);

  await error(404, () => connections.getOmfConnection({ ...namespacePath, omfConnectionId: randomUUID() }));
  printStep(14);

  const manyClientIds = Array.from({ length: 10_000 }, () => randomUUID());
  const big = await connections.createOmfConnection({
    ...namespacePath,
    omfConnectionCreate: { clientIds: manyClientIds },
  });
  require(big.id, 'no id');
  const readBig = await connections.getOmfConnection({ ...namespacePath, omfConnectionId: big.id });
  requireProperties(readBig, null, null, manyClientIds);
  await connections.deleteOmfConnection({ ...namespacePath, omfConnectionId: big.id });
  printStep(15);

  equal((await connections.deleteOmfConnection(connectionPath)).state, OmfConnectionState.Deleting);
  await waitUntil(async () => {
    try {
      await connections.getOmfConnection(connectionPath);
      return false;
    } catch (e) {
      require(e instanceof ResponseError, String(e));
      equal(e.response.status, 404);
      return true;
    }
  });
  printStep(16);
}

/** Obtains a token: reads the discovery document, then posts the credentials as a form. */
async function token(clientId: string, clientSecret: string): Promise<string> {
  const discovery = await fetch(`${base}/identity/.well-known/openid-configuration`);
  const { token_endpoint: endpoint } = (await discovery.json()) as { token_endpoint: string };
  const response = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  equal(response.status, 200);
  return ((await response.json()) as { access_token: string }).access_token;
}

function client(accessToken: string): Configuration {
  return new Configuration({
    basePath: `${base}/api/${env('OMF_API_VERSION')}`,
    accessToken: `Bearer ${accessToken}`,
  });
}

function trustee(type: TrusteeType, objectId: string): Trustee {
  return { type, objectId, tenantId: namespacePath.tenantId };
}

/** Requires an error response with the given status and all properties; returns its body. */
async function error(status: number, call: () => Promise<unknown>): Promise<ErrorResponseBody> {
  try {
    await call();
  } catch (e) {
    require(e instanceof ResponseError, String(e));
    equal(e.response.status, status);
    const body = ErrorResponseBodyFromJSON(await e.response.json());
    require(body.operationId && body.error && body.reason && body.resolution, 'empty property');
    require(Object.keys(body.parameters ?? {}).length > 0, 'no parameters');
    return body;
  }
  throw new Error(`expected an error response with status ${status}`);
}

function requireProperties(
  connection: OmfConnection,
  name: string | null,
  description: string | null,
  clientIds: string[],
): void {
  equal(connection.name ?? null, name);
  equal(connection.description ?? null, description);
  equal(connection.clientIds, clientIds);
}

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + TIMEOUT_MILLISECONDS;
  while (!(await condition())) {
    require(Date.now() < end, 'timed out');
    await sleep(50);
  }
}

function env(name: string): string {
  const value = process.env[name];
  require(value, `${name} is not set`);
  return value;
}

function printStep(step: number): void {
  console.log(`step ${step}`);
}

await main();
