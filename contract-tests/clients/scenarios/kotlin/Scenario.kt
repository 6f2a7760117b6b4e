import com.fasterxml.jackson.module.kotlin.readValue
import io.omfconnections.client.apis.AccessControlApi
import io.omfconnections.client.apis.OMFConnectionsApi
import io.omfconnections.client.infrastructure.ClientError
import io.omfconnections.client.infrastructure.ClientException
import io.omfconnections.client.infrastructure.Serializer
import io.omfconnections.client.models.AccessControlEntry
import io.omfconnections.client.models.AccessControlList
import io.omfconnections.client.models.AccessType
import io.omfconnections.client.models.CommonAccessRights
import io.omfconnections.client.models.ErrorResponseBody
import io.omfconnections.client.models.OmfConnection
import io.omfconnections.client.models.OmfConnectionCreate
import io.omfconnections.client.models.OmfConnectionState
import io.omfconnections.client.models.OmfConnectionUpdate
import io.omfconnections.client.models.Trustee
import io.omfconnections.client.models.TrusteeType
import java.time.Duration
import java.time.Instant
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import java.util.UUID
import okhttp3.FormBody
import okhttp3.OkHttpClient
import okhttp3.Request

// The scenario of SCENARIO.md, with the client for Kotlin.

private val PATIENCE = Duration.ofSeconds(30)
private val SEVEN_DIGITS =
    DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC)

private val base = env("OMF_BASE_URL")
private val tenant = env("OMF_TENANT")
private val namespace = env("OMF_NAMESPACE")
private val secondId = env("OMF_SECOND_CLIENT_ID")
private val api = "$base/api/${env("OMF_API_VERSION")}"

fun main() {
  val first = client(token(env("OMF_CLIENT_ID"), env("OMF_CLIENT_SECRET")))
  val second = client(token(secondId, env("OMF_SECOND_CLIENT_SECRET")))
  val connections = OMFConnectionsApi(api, first)
  val access = AccessControlApi(api, first)
  done(1)

  val name = "Boiler \"house\" 🏭 بيت"
  val description = "first line\nback\\slash, cafe\u0301"
  val clients = listOf(newId(), newId())
  val created =
      connections.createOmfConnection(
          tenant, namespace, OmfConnectionCreate(name = name, description = description, clientIds = clients))
  equal(created.state, OmfConnectionState.Creating)
  same(created, name, description, clients)
  val id = created.id!!
  done(2)

  until { connections.getOmfConnection(tenant, namespace, id).state == OmfConnectionState.Active }
  done(3)

  val list = connections.getOmfConnections(tenant, namespace).results.orEmpty()
  check(list.any { it.id == id }) { "the list does not hold $id" }
  done(4)

  val read = connections.getOmfConnection(tenant, namespace, id)
  same(read, name, description, clients)
  equal(read.createdDate, created.createdDate)
  println("created ${SEVEN_DIGITS.format(read.createdDate)}")
  done(5)

  // The client sends no null: absent is all that there is.
  val oneClient = clients.take(1)
  repeat(2) {
    val update = OmfConnectionUpdate(name = "another name", clientIds = oneClient)
    same(connections.updateOmfConnection(tenant, namespace, id, update), "another name", null, oneClient)
  }
  done(6)

  val before = access.getOmfConnectionAccessControlList(tenant, namespace, id)
  check(!before.roleTrusteeAccessControlEntries.isNullOrEmpty()) { "the list is empty" }
  val entries =
      AccessControlList(
          listOf(
              AccessControlEntry(trustee(TrusteeType.Role, "role-of-the-scenario"), AccessType.Allowed, 3),
              AccessControlEntry(trustee(TrusteeType.User, "user-of-the-scenario"), AccessType.Denied, 4),
              AccessControlEntry(null, AccessType.Allowed, 0)))
  equal(access.updateOmfConnectionAccessControlList(tenant, namespace, id, entries), entries)
  equal(access.getOmfConnectionAccessControlList(tenant, namespace, id), entries)
  done(7)

  val all = CommonAccessRights.entries.toList()
  equal(access.listOmfConnectionAccessRights(tenant, namespace, id), all)
  done(8)

  val owner = access.getOmfConnectionOwner(tenant, namespace, id)
  val newOwner = trustee(TrusteeType.Client, secondId)
  equal(access.updateOmfConnectionOwner(tenant, namespace, id, newOwner), newOwner)
  val accessOfSecond = AccessControlApi(api, second)
  equal(accessOfSecond.getOmfConnectionOwner(tenant, namespace, id), newOwner)
  equal(accessOfSecond.updateOmfConnectionOwner(tenant, namespace, id, owner), owner)
  done(9)

  val collection = access.getOmfConnectionsAccessControlList(tenant, namespace)
  val more =
      AccessControlList(
          collection.roleTrusteeAccessControlEntries.orEmpty() +
              AccessControlEntry(newOwner, AccessType.Allowed, 1))
  equal(access.updateOmfConnectionsAccessControlList(tenant, namespace, more), more)
  equal(access.getOmfConnectionsAccessControlList(tenant, namespace), more)
  access.updateOmfConnectionsAccessControlList(tenant, namespace, collection)
  equal(access.listOmfConnectionsAccessRights(tenant, namespace), all)
  done(10)

  val taken =
      error(400) { connections.createOmfConnection(tenant, namespace, OmfConnectionCreate(clientIds = oneClient)) }
  check("ClientIds[0]" in taken.parameters.orEmpty()) { "no ClientIds[0] in $taken" }
  done(11)

  error(401) { OMFConnectionsApi(api, client("no-token-at-all")).getOmfConnections(tenant, namespace) }
  done(12)

  error(403) { OMFConnectionsApi(api, second).getOmfConnection(tenant, namespace, id) }
  done(13)

  error(404) { connections.getOmfConnection(tenant, namespace, newId()) }
  done(14)

  val many = List(10_000) { newId() }
  val big = connections.createOmfConnection(tenant, namespace, OmfConnectionCreate(clientIds = many)).id!!
  same(connections.getOmfConnection(tenant, namespace, big), null, null, many)
  connections.deleteOmfConnection(tenant, namespace, big)
  done(15)

  equal(connections.deleteOmfConnection(tenant, namespace, id).state, OmfConnectionState.Deleting)
  until {
    try {
      connections.getOmfConnection(tenant, namespace, id)
      false
    } catch (e: ClientException) {
      equal(e.statusCode, 404)
      true
    }
  }
  done(16)
}

/** How a program gets a token: discovery, then its credentials as a form. */
private fun token(clientId: String, secret: String): String {
  val http = OkHttpClient()
  val discovery = Request.Builder().url("$base/identity/.well-known/openid-configuration").build()
  val endpoint = http.newCall(discovery).execute().use { json(it.body.string())["token_endpoint"].asText() }
  val form =
      FormBody.Builder()
          .add("grant_type", "client_credentials")
          .add("client_id", clientId)
          .add("client_secret", secret)
          .build()
  val answer = http.newCall(Request.Builder().url(endpoint).post(form).build()).execute()
  return answer.use { json(it.body.string())["access_token"].asText() }
}

private fun json(text: String) = Serializer.jacksonObjectMapper.readTree(text)

private fun client(token: String): OkHttpClient =
    OkHttpClient.Builder()
        .addInterceptor { chain ->
          chain.proceed(chain.request().newBuilder().header("Authorization", "Bearer $token").build())
        }
        .build()

private fun trustee(type: TrusteeType, id: String) = Trustee(type, id, tenant)

/** Fails unless the call gets an error of that status, whose body has everything in it. */
private fun error(status: Int, call: () -> Any): ErrorResponseBody {
  try {
    call()
  } catch (e: ClientException) {
    equal(e.statusCode, status)
    val text = (e.response as ClientError<*>).body as String
    val body = Serializer.jacksonObjectMapper.readValue<ErrorResponseBody>(text)
    listOf(body.operationId, body.error, body.reason, body.resolution).forEach {
      check(!it.isNullOrBlank()) { "an empty member: $body" }
    }
    check(!body.parameters.isNullOrEmpty()) { "no parameters: $body" }
    return body
  }
  throw IllegalStateException("no error, and there should be a $status")
}

private fun same(connection: OmfConnection, name: String?, description: String?, clients: List<String>) {
  equal(connection.name, name)
  equal(connection.description, description)
  equal(connection.clientIds, clients)
}

private fun equal(actual: Any?, expected: Any?) = check(actual == expected) { "$actual is not $expected" }

private fun until(condition: () -> Boolean) {
  val end = Instant.now() + PATIENCE
  while (!condition()) {
    check(Instant.now() < end) { "it takes too long" }
    Thread.sleep(50)
  }
}

private fun newId() = UUID.randomUUID().toString()

private fun env(name: String) = checkNotNull(System.getenv(name)) { "$name is not set" }

private fun done(step: Int) = println("step $step")
