//! Runs the scenario with the client of progenitor, which leaves out null in requests.

use std::env;
use std::error::Error;
use std::fmt::Debug;
use std::time::{Duration, Instant};

use progenitor::progenitor_client::{Error as ClientError, ResponseValue};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde::Serialize;
use serde_json::{Value, json};

mod client {
    progenitor::generate_api!("../../../openapi/omf-connections.yaml");
}

use client::Client;
use client::types::{
    AccessControlEntry, AccessControlList, AccessType, ErrorResponseBody, OmfConnectionCreate,
    OmfConnectionUpdate, Trustee, TrusteeType,
};

type Response<T> = Result<ResponseValue<T>, ClientError<ErrorResponseBody>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (tenant, namespace) = (&variable("OMF_TENANT"), &variable("OMF_NAMESPACE"));
    let base = variable("OMF_BASE_URL");
    let mut headers = HeaderMap::new();
    headers.insert(
        AUTHORIZATION,
        format!("Bearer {}", token(&base).await?).try_into()?,
    );
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()?;
    let api = Client::new_with_client(&format!("{base}/api/v1"), http);
    let all_rights = json!(["Read", "Write", "Delete", "ManageAccessControl", "Share"]);

    // Unique among the clients of a namespace
    let unique = format!("{:?}-{}", std::time::SystemTime::now(), std::process::id());
    let client_ids = vec![format!("first {unique}"), format!("second {unique}")];
    let (name, description) = ("Boiler \"house\" 🏭", "line\nback\\slash");
    let create = OmfConnectionCreate {
        name: Some(name.parse()?),
        description: Some(description.parse()?),
        client_ids: client_ids.clone(),
    };
    let created = data(
        api.create_omf_connection(tenant, namespace, None, &create)
            .await,
        202,
    );
    let id = &text(&created["Id"]);
    let mut expected = json!({
        "Id": id,
        "Name": name,
        "State": "Creating",
        "Description": description,
        "CreatedDate": text(&created["CreatedDate"]),
        "ClientIds": client_ids,
    });
    assert_eq!(created, expected);

    let end = Instant::now() + Duration::from_secs(30);
    while data(
        api.get_omf_connection(tenant, namespace, id, None).await,
        200,
    )["State"]
        != "Active"
    {
        pause_until(end).await;
    }
    expected["State"] = json!("Active");
    assert_eq!(
        data(
            api.get_omf_connection(tenant, namespace, id, None).await,
            200
        ),
        expected
    );
    let list = data(api.get_omf_connections(tenant, namespace, None).await, 200);
    assert!(
        list["Results"]
            .as_array()
            .is_some_and(|results| results.contains(&expected)),
        "{list}"
    );

    let update = OmfConnectionUpdate {
        name: "another name".parse()?,
        description: None,
        client_ids: client_ids[1..].to_vec(),
    };
    expected["Name"] = json!("another name");
    expected["ClientIds"] = json!(&client_ids[1..]);
    expected.as_object_mut().unwrap().remove("Description");
    assert_eq!(
        data(
            api.update_omf_connection(tenant, namespace, id, None, &update)
                .await,
            200
        ),
        expected
    );

    let acl = api
        .get_omf_connection_access_control_list(tenant, namespace, id, None)
        .await?
        .into_inner();
    let acl = with(
        acl,
        vec![
            entry(Some(trustee(3, "a role", tenant)?), 0, 3)?,
            entry(Some(trustee(1, "a user", tenant)?), 1, 4)?,
            entry(None, 0, 0)?,
        ],
    );
    let updated = api
        .update_omf_connection_access_control_list(tenant, namespace, id, None, &acl)
        .await;
    assert_eq!(data(updated, 200), json!(acl));
    assert_eq!(
        data(
            api.get_omf_connection_access_control_list(tenant, namespace, id, None)
                .await,
            200
        ),
        json!(acl)
    );
    assert_eq!(
        data(
            api.list_omf_connection_access_rights(tenant, namespace, id, None)
                .await,
            200
        ),
        all_rights
    );

    let owner = trustee(2, &variable("OMF_CLIENT_ID"), tenant)?;
    assert_eq!(
        data(
            api.get_omf_connection_owner(tenant, namespace, id, None)
                .await,
            200
        ),
        json!(owner)
    );
    let owner = trustee(2, &variable("OMF_SECOND_CLIENT_ID"), tenant)?;
    let updated = api
        .update_omf_connection_owner(tenant, namespace, id, None, &owner)
        .await;
    assert_eq!(data(updated, 200), json!(owner));
    assert_eq!(
        data(
            api.get_omf_connection_owner(tenant, namespace, id, None)
                .await,
            200
        ),
        json!(owner)
    );

    let collection = api
        .get_omf_connections_access_control_list(tenant, namespace, None)
        .await?
        .into_inner();
    let extended = with(collection.clone(), vec![entry(Some(owner), 0, 1)?]);
    for acl in [extended, collection] {
        let updated = api
            .update_omf_connections_access_control_list(tenant, namespace, None, &acl)
            .await;
        assert_eq!(data(updated, 200), json!(acl));
        assert_eq!(
            data(
                api.get_omf_connections_access_control_list(tenant, namespace, None)
                    .await,
                200
            ),
            json!(acl)
        );
    }
    assert_eq!(
        data(
            api.list_omf_connections_access_rights(tenant, namespace, None)
                .await,
            200
        ),
        all_rights
    );

    let create = OmfConnectionCreate {
        name: None,
        description: None,
        client_ids: client_ids[1..].to_vec(),
    };
    let duplicate = error(
        api.create_omf_connection(tenant, namespace, None, &create)
            .await,
        400,
    );
    assert!(
        duplicate["Parameters"]["ClientIds[0]"].is_string(),
        "{duplicate}"
    );

    assert_eq!(
        data(
            api.delete_omf_connection(tenant, namespace, id, None).await,
            202
        )["State"],
        "Deleting"
    );
    let end = Instant::now() + Duration::from_secs(30);
    while api
        .get_omf_connection(tenant, namespace, id, None)
        .await
        .is_ok()
    {
        pause_until(end).await;
    }
    error(
        api.get_omf_connection(tenant, namespace, id, None).await,
        404,
    );
    Ok(())
}

/// Returns the data of a response, serialized from the model.
fn data<T: Serialize + Debug>(response: Response<T>, status: u16) -> Value {
    let response = response.expect("a response");
    assert_eq!(response.status(), status);
    json!(response.into_inner())
}

/// Returns the body of an error response, which must have all properties.
fn error<T: Debug>(response: Response<T>, status: u16) -> Value {
    let Err(ClientError::ErrorResponse(response)) = response else {
        panic!("expected an error response, got {response:?}");
    };
    assert_eq!(response.status(), status);
    let body = json!(response.into_inner());
    for property in ["OperationId", "Error", "Reason", "Resolution"] {
        text(&body[property]);
    }
    assert!(body["Parameters"].is_object(), "{body}");
    body
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .expect("a text that is not empty")
        .to_owned()
}

fn trustee(kind: i64, id: &str, tenant: &str) -> Result<Trustee, Box<dyn Error>> {
    Ok(Trustee {
        type_: Some(TrusteeType::try_from(kind)?),
        object_id: Some(id.to_owned()),
        tenant_id: Some(tenant.to_owned()),
    })
}

fn entry(
    trustee: Option<Trustee>,
    access: i64,
    rights: i64,
) -> Result<AccessControlEntry, Box<dyn Error>> {
    Ok(AccessControlEntry {
        trustee: trustee.map(Into::into),
        access_type: Some(AccessType::try_from(access)?),
        access_rights: Some(rights),
    })
}

fn with(acl: AccessControlList, entries: Vec<AccessControlEntry>) -> AccessControlList {
    let before = acl.role_trustee_access_control_entries.unwrap_or_default();
    assert!(!before.is_empty(), "an empty access control list");
    AccessControlList {
        role_trustee_access_control_entries: Some([before, entries].concat()),
    }
}

async fn token(base: &str) -> Result<String, Box<dyn Error>> {
    let http = reqwest::Client::new();
    let discovery: Value = http
        .get(format!("{base}/identity/.well-known/openid-configuration"))
        .send()
        .await?
        .json()
        .await?;
    let (id, secret) = (variable("OMF_CLIENT_ID"), variable("OMF_CLIENT_SECRET"));
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &id),
        ("client_secret", &secret),
    ];
    let token: Value = http
        .post(text(&discovery["token_endpoint"]))
        .form(&form)
        .send()
        .await?
        .json()
        .await?;
    Ok(text(&token["access_token"]))
}

async fn pause_until(end: Instant) {
    assert!(Instant::now() < end, "timed out");
    tokio::time::sleep(Duration::from_millis(50)).await;
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}
