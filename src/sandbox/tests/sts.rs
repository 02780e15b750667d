//! STS, metadata and the credentials URI, asked byte by byte: what is missing or wrong is refused.

use super::client::{Answer, Client};
use crate::sandbox::Options;

async fn ask(client: &mut Client, first_line: &str, headers: &str, form: &str) -> Answer {
    let length = form.len();
    let kind = "Content-Type: application/x-www-form-urlencoded";
    client
        .send(&format!(
            "{first_line} HTTP/1.1\r\nHost: h\r\n{headers}{kind}\r\nContent-Length: {length}\r\n\r\n{form}"
        ))
        .await
}

/// The status and the code of an STS action that nobody signed.
async fn unsigned(client: &mut Client, action: &str, parameters: &str) -> (u16, String) {
    let form = format!("Version=2015-04-01&Format=JSON&Action={action}{parameters}");
    let answer = ask(client, "POST /", "", &form).await;
    (answer.status, answer.code().to_owned())
}

const TOKEN: &str = "&OIDCProviderArn=p&OIDCToken=t";
const ROLE: &str = "&RoleArn=acs:ram::1:role/r&RoleSessionName=s";

#[tokio::test]
async fn a_token_takes_on_a_role_when_everything_is_there() {
    let mut client = Client::with(Options::default()).await;
    let form = format!(
        "Version=2015-04-01&Format=JSON&Action=AssumeRoleWithOIDC{TOKEN}{ROLE}&DurationSeconds=900"
    );
    let answer = ask(&mut client, "POST /", "", &form).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.body["Credentials"]["Expiration"],
        "2026-06-24T08:30:30Z"
    );
    assert_eq!(
        answer.body["AssumedRoleUser"]["Arn"],
        "acs:ram::1:assumed-role/r/s"
    );
    for (action, parameters, status, code) in [
        ("AssumeRole", ROLE, 400, "MissingAccessKeyId"),
        ("AssumeRoleWithOIDC", ROLE, 400, "MissingParameter"),
        ("AssumeRoleWithOIDC", TOKEN, 400, "MissingParameter"),
        ("AssumeRoleWithSAML", "", 400, "MissingAccessKeyId"),
    ] {
        let told = unsigned(&mut client, action, parameters).await;
        assert_eq!(told, (status, code.to_owned()), "{action}{parameters}");
    }
    for (more, code) in [
        ("&DurationSeconds=899", "InvalidParameter.DurationSeconds"),
        ("&DurationSeconds=x", "InvalidParameter.DurationSeconds"),
        ("&ExternalId=e", "InvalidParameter"),
    ] {
        let all = format!("{TOKEN}{ROLE}{more}");
        let told = unsigned(&mut client, "AssumeRoleWithOIDC", &all).await;
        assert_eq!(told, (400, code.to_owned()), "{more}");
    }
    let bad = format!("{TOKEN}&RoleArn=acs:ram::x:role/r&RoleSessionName=s");
    let told = unsigned(&mut client, "AssumeRoleWithOIDC", &bad).await;
    assert_eq!(told.1, "InvalidParameter.RoleArn");
    let log = format!("{:?}", client.sandbox.requests());
    assert!(log.contains("RoleSessionName") && !log.contains("OIDCToken"));
}

#[tokio::test]
async fn metadata_and_uri_have_rules_of_their_own() {
    let mut client = Client::with(Options::default()).await;
    let roles = "/latest/meta-data/ram/security-credentials/";
    let other = format!("GET {roles}other");
    let one = format!("GET {roles}sandbox-role");
    let session = "X-aliyun-ecs-metadata-token: another\r\n";
    for (first_line, headers, status) in [
        ("PUT /latest/api/token", "", 400),
        ("GET /latest/api/token", "", 400),
        ("PUT /credentials", "", 405),
        ("PUT /", "", 405),
        ("GET /elsewhere", "", 404),
        (&other, "", 404),
        (&one, session, 401),
        (&one, "", 200),
        ("GET /credentials", "", 200),
    ] {
        let answer = ask(&mut client, first_line, headers, "").await;
        assert_eq!(answer.status, status, "{first_line}: {answer:?}");
        if status == 200 {
            assert_eq!(answer.body["Code"], "Success");
            assert_eq!(answer.body["Expiration"], "2026-06-24T09:15:30Z");
        }
    }
}
