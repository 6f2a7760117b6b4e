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

// Runs the scenario of SCENARIO.md with the Kotlin client.

private val TIMEOUT = Duration.ofSeconds(30)
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
  printStep(1)

  val name = "Boiler \"house\" 🏭 بيت"
  val description = "first line\nback\\slash, cafe\u0301"
  val clientIds = listOf(newId(), newId())
  val created =
      connections.createOmfConnection(
          tenant, namespace, OmfConnectionCreate(name = name, description = description, clientIds = clientIds))
  requireEqual(created.state, OmfConnectionState.Creating)
  requireProperties(created, name, description, clientIds)
  val id = created.id!!
  printStep(2)

  waitUntil { connections.getOmfConnection(tenant, namespace, id).state == OmfConnectionState.Active }
  printStep(3)

  val list = connections.getOmfConnections(tenant, namespace).results.orEmpty()
  check(list.any { it.id == id }) { "the list does not contain $id" }
  printStep(4)

  val read = connections.getOmfConnection(tenant, namespace, id)
  requireProperties(read, name, description, clientIds)
  requireEqual(read.createdDate, created.createdDate)
  println("created ${SEVEN_DIGITS.format(read.createdDate)}")
  printStep(5)

  // The client sends no null, so both updates leave Description out.
  val firstClientId = clientIds.take(1)
  repeat(2) {
    val update = OmfConnectionUpdate(name = "another name", clientIds = firstClientId)
    val updated = connections.updateOmfConnection(tenant, namespace, id, update)
    requireProperties(updated, "another name", null, firstClientId)
  }
  printStep(6)

  val before = access.getOmfConnectionAccessControlList(tenant, namespace, id)
  check(!before.roleTrusteeAccessControlEntries.isNullOrEmpty()) { "the access control list is empty" }
  val entries =
      AccessControlList(
          listOf(
              AccessControlEntry(trustee(TrusteeType.Role, "role-of-the-scenario"), AccessType.Allowed, 3),
              AccessControlEntry(trustee(TrusteeType.User, "user-of-the-scenario"), AccessType.Denied, 4),
              AccessControlEntry(null, AccessType.Allowed, 0)))
  requireEqual(access.updateOmfConnectionAccessControlList(tenant, namespace, id, entries), entries)
  requireEqual(access.getOmfConnectionAccessControlList(tenant, namespace, id), entries)
  printStep(7)

  val all = CommonAccessRights.entries.toList()
  requireEqual(access.listOmfConnectionAccessRights(tenant, namespace, id), all)
  printStep(8)

  val owner = access.getOmfConnectionOwner(tenant, namespace, id)
  val newOwner = trustee(TrusteeType.Client, secondId)
  requireEqual(access.updateOmfConnectionOwner(tenant, namespace, id, newOwner), newOwner)
  val secondAccess = AccessControlApi(api, second)
  requireEqual(secondAccess.getOmfConnectionOwner(tenant, namespace, id), newOwner)
  requireEqual(secondAccess.updateOmfConnectionOwner(tenant, namespace, id, owner), owner)
  printStep(9)

  val collection = access.getOmfConnectionsAccessControlList(tenant, namespace)
  val extended =
      AccessControlList(
          collection.roleTrusteeAccessControlEntries.orEmpty() +
              AccessControlEntry(newOwner, AccessType.Allowed, 1))
  requireEqual(access.updateOmfConnectionsAccessControlList(tenant, namespace, extended), extended)
  requireEqual(access.getOmfConnectionsAccessControlList(tenant, namespace), extended)
  access.updateOmfConnectionsAccessControlList(tenant, namespace, collection)
  requireEqual(access.listOmfConnectionsAccessRights(tenant, namespace), all)
  printStep(10)

  val duplicate =
      error(400) { connections.createOmfConnection(tenant, namespace, OmfConnectionCreate(clientIds = firstClientId)) }
  check("ClientIds[0]" in duplicate.parameters.orEmpty()) { "no ClientIds[0] in $duplicate" }
  printStep(11)

  error(401) { OMFConnectionsApi(api, client("not-a-token")).getOmfConnections(tenant, namespace) }
  printStep(12)

  error(403) { OMFConnectionsApi(api, second).getOmfConnection(tenant, namespace, id) }
  printStep(13)

  error(404) { connections.getOmfConnection(tenant, namespace, newId()) }
  printStep(14)

  val manyClientIds = List(10_000) { newId() }
  val big = connections.createOmfConnection(tenant, namespace, OmfConnectionCreate(clientIds = manyClientIds)).id!!
  requireProperties(connections.getOmfConnection(tenant, namespace, big), null, null, manyClientIds)
  connections.deleteOmfConnection(tenant, namespace, big)
  printStep(15)

  requireEqual(connections.deleteOmfConnection(tenant, namespace, id).state, OmfConnectionState.Deleting)
  waitUntil {
    try {
      connections.getOmfConnection(tenant, namespace, id)
      false
    } catch (e: ClientException) {
      requireEqual(e.statusCode, 404)
      true
    }
  }
  printStep(16)
}

/** Obtains a token: reads the discovery document, then posts the credentials as a form. */
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
  val response = http.newCall(Request.Builder().url(endpoint).post(form).build()).execute()
  return response.use { json(it.body.string())["access_token"].asText() }
}

private fun json(text: String) = Serializer.jacksonObjectMapper.readTree(text)

private fun client(token: String): OkHttpClient =
    OkHttpClient.Builder()
        .addInterceptor { chain ->
          chain.proceed(chain.request().newBuilder().header("Authorization", "Bearer $token").build())
        }
        .build()

private fun trustee(type: TrusteeType, id: String) = Trustee(type, id, tenant)

/** Requires an error response with the given status and all properties; returns its body. */
private fun error(status: Int, call: () -> Any): ErrorResponseBody {
  try {
    call()
  } catch (e: ClientException) {
    requireEqual(e.statusCode, status)
    val text = (e.response as ClientError<*>).body as String
    val body = Serializer.jacksonObjectMapper.readValue<ErrorResponseBody>(text)
    listOf(body.operationId, body.error, body.reason, body.resolution).forEach {
      check(!it.isNullOrBlank()) { "empty property: $body" }
    }
    check(!body.parameters.isNullOrEmpty()) { "no parameters: $body" }
    return body
  }
  throw IllegalStateException("expected an error response with status $status")
}

private fun requireProperties(connection: OmfConnection, name: String?, description: String?, clientIds: List<String>) {
  requireEqual(connection.name, name)
  requireEqual(connection.description, description)
  requireEqual(connection.clientIds, clientIds)
}

private fun requireEqual(actual: Any?, expected: Any?) = check(actual == expected) { "$actual instead of $expected" }

private fun waitUntil(condition: () -> Boolean) {
  val end = Instant.now() + TIMEOUT
  while (!condition()) {
    check(Instant.now() < end) { "timed out" }
    Thread.sleep(50)
  }
}

private fun newId() = UUID.randomUUID().toString()

private fun env(name: String) = checkNotNull(System.getenv(name)) { "$name is not set" }

private fun printStep(step: Int) = println("step $step")
