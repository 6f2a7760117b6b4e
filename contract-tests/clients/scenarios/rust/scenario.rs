//! The scenario of SCENARIO.md, with the client for Rust.

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

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let (tenant, namespace) = (variable("OMF_TENANT"), variable("OMF_NAMESPACE"));
    let (tenant, namespace) = (tenant.as_str(), namespace.as_str());
    let second_id = variable("OMF_SECOND_CLIENT_ID");
    let first = client(token(&variable("OMF_CLIENT_ID"), &variable("OMF_CLIENT_SECRET")).await?);
    let second = client(token(&second_id, &variable("OMF_SECOND_CLIENT_SECRET")).await?);
    done(1);

    let name = "Boiler \"house\" 🏭 بيت";
    let description = "first line\nback\\slash, cafe\u{301}";
    let clients = vec![new_id(), new_id()];
    let mut create = OmfConnectionCreate::new(clients.clone());
    create.name = Some(Some(name.to_owned()));
    create.description = Some(Some(description.to_owned()));
    let created = connections::create_omf_connection(&first, tenant, namespace, create, None).await?;
    assert_eq!(created.state, Some(Some(OmfConnectionState::Creating)));
    same(&created, Some(name), Some(description), &clients);
    let id = created.id.flatten().expect("an identifier");
    let id = id.as_str();
    done(2);

    let end = Instant::now() + PATIENCE;
    loop {
        let connection = connections::get_omf_connection(&first, tenant, namespace, id, None).await?;
        if connection.state == Some(Some(OmfConnectionState::Active)) {
            break;
        }
        pause(end).await;
    }
    done(3);

    let list = connections::get_omf_connections(&first, tenant, namespace, None).await?;
    let results = list.results.flatten().unwrap_or_default();
    assert!(results.iter().any(|connection| connection.id == Some(Some(id.to_owned()))));
    done(4);

    let read = connections::get_omf_connection(&first, tenant, namespace, id, None).await?;
    same(&read, Some(name), Some(description), &clients);
    assert_eq!(read.created_date, created.created_date);
    let date = read.created_date.expect("a date").to_utc();
    // There is a format of six digits and of nine, and none of seven.
    let digits = date.timestamp_subsec_nanos() / 100;
    println!("created {}.{digits:07}Z", date.format("%Y-%m-%dT%H:%M:%S"));
    done(5);

    let one_client = clients[..1].to_vec();
    let mut update = OmfConnectionUpdate::new("another name".to_owned(), one_client.clone());
    for nothing in [Some(None), None] {
        update.description = nothing;
        let updated =
            connections::update_omf_connection(&first, tenant, namespace, id, update.clone(), None).await?;
        same(&updated, Some("another name"), None, &one_client);
    }
    done(6);

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
    let put = access::update_omf_connection_access_control_list(&first, tenant, namespace, id, entries.clone(), None);
    assert_eq!(put.await?, entries);
    let got = access::get_omf_connection_access_control_list(&first, tenant, namespace, id, None).await?;
    assert_eq!(got, entries);
    done(7);

    let all = [
        CommonAccessRights::Read,
        CommonAccessRights::Write,
        CommonAccessRights::Delete,
        CommonAccessRights::ManageAccessControl,
        CommonAccessRights::Share,
    ];
    assert_eq!(access::list_omf_connection_access_rights(&first, tenant, namespace, id, None).await?, all);
    done(8);

    let owner = access::get_omf_connection_owner(&first, tenant, namespace, id, None).await?;
    let new_owner = trustee(TrusteeType::Client, &second_id);
    let put = access::update_omf_connection_owner(&first, tenant, namespace, id, new_owner.clone(), None);
    assert_eq!(put.await?, new_owner);
    assert_eq!(access::get_omf_connection_owner(&second, tenant, namespace, id, None).await?, new_owner);
    let put = access::update_omf_connection_owner(&second, tenant, namespace, id, owner.clone(), None);
    assert_eq!(put.await?, owner);
    done(9);

    let collection = access::get_omf_connections_access_control_list(&first, tenant, namespace, None).await?;
    let mut more = collection.clone().role_trustee_access_control_entries.flatten().unwrap_or_default();
    more.push(entry(Some(new_owner), AccessType::Allowed, 1));
    let more = list_of(more);
    let put = access::update_omf_connections_access_control_list(&first, tenant, namespace, more.clone(), None);
    assert_eq!(put.await?, more);
    assert_eq!(access::get_omf_connections_access_control_list(&first, tenant, namespace, None).await?, more);
    access::update_omf_connections_access_control_list(&first, tenant, namespace, collection, None).await?;
    assert_eq!(access::list_omf_connections_access_rights(&first, tenant, namespace, None).await?, all);
    done(10);

    let again = OmfConnectionCreate::new(one_client);
    let taken = error(400, connections::create_omf_connection(&first, tenant, namespace, again, None).await);
    assert!(taken.contains_key("ClientIds[0]"), "{taken:?}");
    done(11);

    let nobody = client("no-token-at-all".to_owned());
    error(401, connections::get_omf_connections(&nobody, tenant, namespace, None).await);
    done(12);

    error(403, connections::get_omf_connection(&second, tenant, namespace, id, None).await);
    done(13);

    error(404, connections::get_omf_connection(&first, tenant, namespace, &new_id(), None).await);
    done(14);

    let many: Vec<String> = (0..10_000).map(|_| new_id()).collect();
    let create = OmfConnectionCreate::new(many.clone());
    let big = connections::create_omf_connection(&first, tenant, namespace, create, None).await?;
    let big_id = big.id.flatten().expect("an identifier");
    let read = connections::get_omf_connection(&first, tenant, namespace, &big_id, None).await?;
    same(&read, None, None, &many);
    connections::delete_omf_connection(&first, tenant, namespace, &big_id, None).await?;
    done(15);

    let deleted = connections::delete_omf_connection(&first, tenant, namespace, id, None).await?;
    assert_eq!(deleted.state, Some(Some(OmfConnectionState::Deleting)));
    let end = Instant::now() + PATIENCE;
    loop {
        let result = connections::get_omf_connection(&first, tenant, namespace, id, None).await;
        if result.is_err() {
            error(404, result);
            break;
        }
        pause(end).await;
    }
    done(16);
    Ok(())
}

/// How a program gets a token: discovery, then its credentials as a form.
async fn token(id: &str, secret: &str) -> Result<String, Box<dyn StdError>> {
    let http = reqwest::Client::new();
    let discovery = format!("{}/identity/.well-known/openid-configuration", variable("OMF_BASE_URL"));
    let document: serde_json::Value = http.get(discovery).send().await?.json().await?;
    let endpoint = document["token_endpoint"].as_str().ok_or("no token_endpoint")?;
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let answer: serde_json::Value = http.post(endpoint).form(&form).send().await?.json().await?;
    Ok(answer["access_token"].as_str().ok_or("no access_token")?.to_owned())
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

/// Fails unless the result is an error of that status, whose body has everything in it; its Parameters.
fn error<T: Debug, E: Debug>(status: u16, result: Result<T, Error<E>>) -> HashMap<String, String> {
    let Err(Error::ResponseError(response)) = result else {
        panic!("no error of the client's, and there should be a {status}: {result:?}")
    };
    assert_eq!(response.status.as_u16(), status);
    let body: ErrorResponseBody = serde_json::from_str(&response.content).expect("a typed body");
    for member in [body.operation_id, body.error, body.reason, body.resolution] {
        assert!(member.flatten().is_some_and(|text| !text.is_empty()));
    }
    let parameters = body.parameters.flatten().expect("Parameters");
    assert!(!parameters.is_empty());
    parameters
}

fn same(connection: &OmfConnection, name: Option<&str>, description: Option<&str>, clients: &[String]) {
    assert_eq!(connection.name.clone().flatten().as_deref(), name);
    assert_eq!(connection.description.clone().flatten().as_deref(), description);
    assert_eq!(connection.client_ids.clone().flatten().as_deref(), Some(clients));
}

async fn pause(end: Instant) {
    assert!(Instant::now() < end, "it takes too long");
    tokio::time::sleep(Duration::from_millis(50)).await;
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

fn done(step: u32) {
    println!("step {step}");
}
