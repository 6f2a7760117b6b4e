// The scenario of SCENARIO.md, with the client for TypeScript.
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

const PATIENCE_MILLISECONDS = 30_000;

const base = env('OMF_BASE_URL');
const place = { tenantId: env('OMF_TENANT'), namespaceId: env('OMF_NAMESPACE') };
const secondId = env('OMF_SECOND_CLIENT_ID');

async function main(): Promise<void> {
  const configuration = client(await token(env('OMF_CLIENT_ID'), env('OMF_CLIENT_SECRET')));
  const second = client(await token(secondId, env('OMF_SECOND_CLIENT_SECRET')));
  const connections = new OMFConnectionsApi(configuration);
  const access = new AccessControlApi(configuration);
  done(1);

  const name = 'Boiler "house" 🏭 بيت';
  const description = 'first line\nback\\slash, cafe\u0301';
  const clientIds = [randomUUID(), randomUUID()];
  const created = await connections.createOmfConnection({
    ...place,
    omfConnectionCreate: { name, description, clientIds },
  });
  equal(created.state, OmfConnectionState.Creating);
  same(created, name, description, clientIds);
  require(created.id, 'no id');
  const one = { ...place, omfConnectionId: created.id };
  done(2);

  await until(async () => (await connections.getOmfConnection(one)).state === OmfConnectionState.Active);
  done(3);

  const list = await connections.getOmfConnections(place);
  require(list.results?.some((connection) => connection.id === created.id), 'the list does not hold it');
  done(4);

  const read = await connections.getOmfConnection(one);
  same(read, name, description, clientIds);
  equal(read.createdDate, created.createdDate);
  console.log(`created ${read.createdDate}`);
  done(5);

  const oneClient = clientIds.slice(0, 1);
  const withNull = await connections.updateOmfConnection({
    ...one,
    omfConnectionUpdate: { name: 'another name', description: null, clientIds: oneClient },
  });
  same(withNull, 'another name', null, oneClient);
  const without = await connections.updateOmfConnection({
    ...one,
    omfConnectionUpdate: { name: 'another name', clientIds: oneClient },
  });
  same(without, 'another name', null, oneClient);
  done(6);

  const before = await access.getOmfConnectionAccessControlList(one);
  require(before.roleTrusteeAccessControlEntries?.length, 'the list is empty');
  const entries: AccessControlEntry[] = [
    { trustee: trustee(TrusteeType.Role, 'role-of-the-scenario'), accessType: AccessType.Allowed, accessRights: 3 },
    { trustee: trustee(TrusteeType.User, 'user-of-the-scenario'), accessType: AccessType.Denied, accessRights: 4 },
    { trustee: null, accessType: AccessType.Allowed, accessRights: 0 },
  ];
  const accessControlList: AccessControlList = { roleTrusteeAccessControlEntries: entries };
  equal(await access.updateOmfConnectionAccessControlList({ ...one, accessControlList }), accessControlList);
  equal(await access.getOmfConnectionAccessControlList(one), accessControlList);
  done(7);

  const all: CommonAccessRights[] = Object.values(CommonAccessRights);
  equal(await access.listOmfConnectionAccessRights(one), all);
  done(8);

  const owner = await access.getOmfConnectionOwner(one);
  const newOwner = trustee(TrusteeType.Client, secondId);
  equal(await access.updateOmfConnectionOwner({ ...one, trustee: newOwner }), newOwner);
  const accessOfSecond = new AccessControlApi(second);
  equal(await accessOfSecond.getOmfConnectionOwner(one), newOwner);
  equal(await accessOfSecond.updateOmfConnectionOwner({ ...one, trustee: owner }), owner);
  done(9);

  const collection = await access.getOmfConnectionsAccessControlList(place);
  const more: AccessControlList = {
    roleTrusteeAccessControlEntries: [
      ...(collection.roleTrusteeAccessControlEntries ?? []),
      { trustee: newOwner, accessType: AccessType.Allowed, accessRights: 1 },
    ],
  };
  equal(await access.updateOmfConnectionsAccessControlList({ ...place, accessControlList: more }), more);
  equal(await access.getOmfConnectionsAccessControlList(place), more);
  await access.updateOmfConnectionsAccessControlList({ ...place, accessControlList: collection });
  equal(await access.listOmfConnectionsAccessRights(place), all);
  done(10);

  const taken = await error(400, () =>
    connections.createOmfConnection({ ...place, omfConnectionCreate: { clientIds: oneClient } }),
  );
  require(taken.parameters?.['ClientIds[0]'], 'no ClientIds[0] in the error');
  done(11);

  await error(401, () => new OMFConnectionsApi(client('no-token-at-all')).getOmfConnections(place));
  done(12);

  await error(403, () => new OMFConnectionsApi(second).getOmfConnection(one));
  done(13);

  await error(404, () => connections.getOmfConnection({ ...place, omfConnectionId: randomUUID() }));
  done(14);

  const many = Array.from({ length: 10_000 }, () => randomUUID());
  const big = await connections.createOmfConnection({ ...place, omfConnectionCreate: { clientIds: many } });
  require(big.id, 'no id');
  same(await connections.getOmfConnection({ ...place, omfConnectionId: big.id }), null, null, many);
  await connections.deleteOmfConnection({ ...place, omfConnectionId: big.id });
  done(15);

  equal((await connections.deleteOmfConnection(one)).state, OmfConnectionState.Deleting);
  await until(async () => {
    try {
      await connections.getOmfConnection(one);
      return false;
    } catch (e) {
      require(e instanceof ResponseError, String(e));
      equal(e.response.status, 404);
      return true;
    }
  });
  done(16);
}

/** How a program gets a token: discovery, then its credentials as a form. */
async function token(clientId: string, clientSecret: string): Promise<string> {
  const discovery = await fetch(`${base}/identity/.well-known/openid-configuration`);
  const { token_endpoint: endpoint } = (await discovery.json()) as { token_endpoint: string };
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  equal(answer.status, 200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

function client(accessToken: string): Configuration {
  return new Configuration({
    basePath: `${base}/api/${env('OMF_API_VERSION')}`,
    accessToken: `Bearer ${accessToken}`,
  });
}

function trustee(type: TrusteeType, objectId: string): Trustee {
  return { type, objectId, tenantId: place.tenantId };
}

/** Fails unless the call gets an error of that status, whose body has everything in it. */
async function error(status: number, call: () => Promise<unknown>): Promise<ErrorResponseBody> {
  try {
    await call();
  } catch (e) {
    require(e instanceof ResponseError, String(e));
    equal(e.response.status, status);
    const body = ErrorResponseBodyFromJSON(await e.response.json());
    require(body.operationId && body.error && body.reason && body.resolution, 'an empty member');
    require(Object.keys(body.parameters ?? {}).length > 0, 'no parameters');
    return body;
  }
  throw new Error(`no error, and there should be a ${status}`);
}

function same(connection: OmfConnection, name: string | null, description: string | null, clientIds: string[]): void {
  equal(connection.name ?? null, name);
  equal(connection.description ?? null, description);
  equal(connection.clientIds, clientIds);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await condition())) {
    require(Date.now() < end, 'it takes too long');
    await sleep(50);
  }
}

function env(name: string): string {
  const value = process.env[name];
  require(value, `${name} is not set`);
  return value;
}

function done(step: number): void {
  console.log(`step ${step}`);
}

await main();
