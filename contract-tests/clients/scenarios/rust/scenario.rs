//! Runs the scenario of SCENARIO.md with the Rust client.

use std::collections::HashMap;
use std::env;
use std::error::Error as StdError;
use std::fmt::Debug;
use std::time::{Duration, Instant};

use omf_connections_client::apis::access_control_api as access;
use omf_connections_client::apis::configuration::Configuration;
use omf_connections_client::apis::omf_connections_api as connections;
use omf_connections_client::apis::Error;
use omf_connections_client::models::{
    AccessControlEntry, AccessControlList, AccessType, CommonAccessRights, ErrorResponseBody,
    OmfConnection, OmfConnectionCreate, OmfConnectionState, OmfConnectionUpdate, Trustee,
    TrusteeType,
};
use uuid::Uuid;

const TIMEOUT: Duration = Duration::from_secs(30);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let (tenant, namespace) = (variable("OMF_TENANT"), variable("OMF_NAMESPACE"));
    let (tenant, namespace) = (tenant.as_str(), namespace.as_str());
    let second_id = variable("OMF_SECOND_CLIENT_ID");
    let first = client(token(&variable("OMF_CLIENT_ID"), &variable("OMF_CLIENT_SECRET")).await?);
    let second = client(token(&second_id, &variable("OMF_SECOND_CLIENT_SECRET")).await?);
    print_step(1);

    let name = "Boiler \"house\" 🏭 بيت";
    let description = "first line\nback\\slash, cafe\u{301}";
    let client_ids = vec![new_id(), new_id()];
    let mut create = OmfConnectionCreate::new(client_ids.clone());
    create.name = Some(Some(name.to_owned()));
    create.description = Some(Some(description.to_owned()));
    let created = connections::create_omf_connection(&first, tenant, namespace, create, None).await?;
    assert_eq!(created.state, Some(Some(OmfConnectionState::Creating)));
    assert_properties(&created, Some(name), Some(description), &client_ids);
    let id = created.id.flatten().expect("an identifier");
    let id = id.as_str();
    print_step(2);

    let end = Instant::now() + TIMEOUT;
    loop {
        let connection = connections::get_omf_connection(&first, tenant, namespace, id, None).await?;
        if connection.state == Some(Some(OmfConnectionState::Active)) {
            break;
        }
        pause_until(end).await;
    }
    print_step(3);

    let list = connections::get_omf_connections(&first, tenant, namespace, None).await?;
    let results = list.results.flatten().unwrap_or_default();
    assert!(results.iter().any(|connection| connection.id == Some(Some(id.to_owned()))));
    print_step(4);

    let read = connections::get_omf_connection(&first, tenant, namespace, id, None).await?;
    assert_properties(&read, Some(name), Some(description), &client_ids);
    assert_eq!(read.created_date, created.created_date);
    let date = read.created_date.expect("a date").to_utc();
    // chrono has formats with six and with nine fractional digits, but not with seven.
    let digits = date.timestamp_subsec_nanos() / 100;
    println!("created {}.{digits:07}Z", date.format("%Y-%m-%dT%H:%M:%S"));
    print_step(5);

    let first_client_id = client_ids[..1].to_vec();
    let mut update = OmfConnectionUpdate::new("another name".to_owned(), first_client_id.clone());
    for description in [Some(None), None] {
        update.description = description;
        let updated =
            connections::update_omf_connection(&first, tenant, namespace, id, update.clone(), None).await?;
        assert_properties(&updated, Some("another name"), None, &first_client_id);
    }
    print_step(6);

    let before = access::get_omf_connection_access_control_list(&first, tenant, namespace, id, None).await?;
    assert!(before.role_trustee_access_control_entries.flatten().is_some_and(|entries| !entries.is_empty()));
    let trustee = |kind, id: &str| Trustee {
        r#type: Some(kind),
        object_id: Some(Some(id.to_owned())),
        tenant_id: Some(Some(tenant.to_owned())),
    };
    let role = trustee(TrusteeType::Role, "role-of-the-scenario");
    let user = trustee(TrusteeType::User, "user-of-the-scenario");
    let entries = list_of(vec![
        entry(Some(role), AccessType::Allowed, 3),
        entry(Some(user), AccessType::Denied, 4),
        entry(None, AccessType::Allowed, 0),
    ]);
    let request =
        access::update_omf_connection_access_control_list(&first, tenant, namespace, id, entries.clone(), None);
    assert_eq!(request.await?, entries);
    let read = access::get_omf_connection_access_control_list(&first, tenant, namespace, id, None).await?;
    assert_eq!(read, entries);
    print_step(7);

    let all = [
        CommonAccessRights::Read,
        CommonAccessRights::Write,
        CommonAccessRights::Delete,
        CommonAccessRights::ManageAccessControl,
        CommonAccessRights::Share,
    ];
    assert_eq!(access::list_omf_connection_access_rights(&first, tenant, namespace, id, None).await?, all);
    print_step(8);

    let owner = access::get_omf_connection_owner(&first, tenant, namespace, id, None).await?;
    let new_owner = trustee(TrusteeType::Client, &second_id);
    let request = access::update_omf_connection_owner(&first, tenant, namespace, id, new_owner.clone(), None);
    assert_eq!(request.await?, new_owner);
    assert_eq!(access::get_omf_connection_owner(&second, tenant, namespace, id, None).await?, new_owner);
    let request = access::update_omf_connection_owner(&second, tenant, namespace, id, owner.clone(), None);
    assert_eq!(request.await?, owner);
    print_step(9);

    let collection = access::get_omf_connections_access_control_list(&first, tenant, namespace, None).await?;
    let mut extended = collection.clone().role_trustee_access_control_entries.flatten().unwrap_or_default();
    extended.push(entry(Some(new_owner), AccessType::Allowed, 1));
    let extended = list_of(extended);
    let request =
        access::update_omf_connections_access_control_list(&first, tenant, namespace, extended.clone(), None);
    assert_eq!(request.await?, extended);
    assert_eq!(access::get_omf_connections_access_control_list(&first, tenant, namespace, None).await?, extended);
    access::update_omf_connections_access_control_list(&first, tenant, namespace, collection, None).await?;
    assert_eq!(access::list_omf_connections_access_rights(&first, tenant, namespace, None).await?, all);
    print_step(10);

    let create = OmfConnectionCreate::new(first_client_id);
    let duplicate = error(400, connections::create_omf_connection(&first, tenant, namespace, create, None).await);
    assert!(duplicate.contains_key("ClientIds[0]"), "{duplicate:?}");
    print_step(11);

    let unauthorized = client("not-a-token".to_owned());
    error(401, connections::get_omf_connections(&unauthorized, tenant, namespace, None).await);
    print_step(12);

    error(403, connections::get_omf_connection(&second, tenant, namespace, id, None).await);
    print_step(13);

    error(404, connections::get_omf_connection(&first, tenant, namespace, &new_id(), None).await);
    print_step(14);

    let many_client_ids: Vec<String> = (0..10_000).map(|_| new_id()).collect();
    let create = OmfConnectionCreate::new(many_client_ids.clone());
    let big = connections::create_omf_connection(&first, tenant, namespace, create, None).await?;
    let big_id = big.id.flatten().expect("an identifier");
    let read = connections::get_omf_connection(&first, tenant, namespace, &big_id, None).await?;
    assert_properties(&read, None, None, &many_client_ids);
    connections::delete_omf_connection(&first, tenant, namespace, &big_id, None).await?;
    print_step(15);

    let deleted = connections::delete_omf_connection(&first, tenant, namespace, id, None).await?;
    assert_eq!(deleted.state, Some(Some(OmfConnectionState::Deleting)));
    let end = Instant::now() + TIMEOUT;
    loop {
        let result = connections::get_omf_connection(&first, tenant, namespace, id, None).await;
        if result.is_err() {
            error(404, result);
            break;
        }
        pause_until(end).await;
    }
    print_step(16);
    Ok(())
}

/// Obtains a token: reads the discovery document, then posts the credentials as a form.
async fn token(id: &str, secret: &str) -> Result<String, Box<dyn StdError>> {
    let http = reqwest::Client::new();
    let discovery = format!("{}/identity/.well-known/openid-configuration", variable("OMF_BASE_URL"));
    let document: serde_json::Value = http.get(discovery).send().await?.json().await?;
    let endpoint = document["token_endpoint"].as_str().ok_or("no token_endpoint")?;
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let response: serde_json::Value = http.post(endpoint).form(&form).send().await?.json().await?;
    Ok(response["access_token"].as_str().ok_or("no access_token")?.to_owned())
}

fn client(token: String) -> Configuration {
    Configuration {
        base_path: format!("{}/api/{}", variable("OMF_BASE_URL"), variable("OMF_API_VERSION")),
        oauth_access_token: Some(token),
        ..Configuration::default()
    }
}

fn entry(trustee: Option<Trustee>, access_type: AccessType, rights: i64) -> AccessControlEntry {
    AccessControlEntry {
        trustee: Some(trustee.map(Box::new)),
        access_type: Some(access_type),
        access_rights: Some(rights),
    }
}

fn list_of(entries: Vec<AccessControlEntry>) -> AccessControlList {
    AccessControlList { role_trustee_access_control_entries: Some(Some(entries)) }
}

/// Requires an error response with the given status and all properties; returns its `Parameters`.
fn error<T: Debug, E: Debug>(status: u16, result: Result<T, Error<E>>) -> HashMap<String, String> {
    let Err(Error::ResponseError(response)) = result else {
        panic!("expected an error response with status {status}, got {result:?}")
    };
    assert_eq!(response.status.as_u16(), status);
    let body: ErrorResponseBody = serde_json::from_str(&response.content).expect("an ErrorResponseBody");
    for property in [body.operation_id, body.error, body.reason, body.resolution] {
        assert!(property.flatten().is_some_and(|text| !text.is_empty()));
    }
    let parameters = body.parameters.flatten().expect("Parameters");
    assert!(!parameters.is_empty());
    parameters
}

fn assert_properties(
    connection: &OmfConnection,
    name: Option<&str>,
    description: Option<&str>,
    client_ids: &[String],
) {
    assert_eq!(connection.name.clone().flatten().as_deref(), name);
    assert_eq!(connection.description.clone().flatten().as_deref(), description);
    assert_eq!(connection.client_ids.clone().flatten().as_deref(), Some(client_ids));
}

async fn pause_until(end: Instant) {
    assert!(Instant::now() < end, "timed out");
    tokio::time::sleep(Duration::from_millis(50)).await;
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

fn print_step(step: u32) {
    println!("step {step}");
}
