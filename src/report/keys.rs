//! Temporary keys that could not be had: who should have given them, and what came instead.

use super::Report;
use super::asker::{Asker, said, transport};
use crate::api::error::{
    ApiError, CredentialError, CredentialSource, ServiceError, TransportError, TransportErrorKind,
};
use crate::vocabulary::{Exit, RefusalKind, ServiceCode};

/// A failure to get temporary keys.
pub(super) fn keys(error: &CredentialError, asker: &Asker) -> Report {
    let new = |exit| Report::new(exit, error.to_string());
    let identity = || new(Exit::Identity).context(format!("for {}", asker.source));
    match error {
        CredentialError::Sts {
            host, role, error, ..
        } => sts(error, host, role, asker),
        CredentialError::Unreachable {
            asked: CredentialSource::Metadata,
            error,
            ..
        } => new(Exit::Temporary)
            .context(error.detail.clone())
            .hint("only an ECS instance has a metadata service; elsewhere choose another mode"),
        CredentialError::Unreachable { host, error, .. } => {
            unreachable(error, host, asker, "the credentials URI")
        }
        CredentialError::Status { status, .. } if *status >= 500 => {
            new(Exit::Temporary).hint("try again")
        }
        CredentialError::Status { .. } => identity().hint("check the address and the role's name"),
        CredentialError::Login { problem, command } => {
            Report::new(Exit::Identity, problem).hint(format!("log in again: `{command}`"))
        }
        CredentialError::Unusable { expected, hint, .. } => {
            let mut report = identity();
            report.context.extend(expected.clone());
            report.hint(*hint)
        }
    }
}

/// No answer from where keys are given out, which the endpoint of the API has nothing to do with.
fn unreachable(error: &TransportError, host: &str, asker: &Asker, named_by: &str) -> Report {
    let there = Asker {
        host: host.to_owned(),
        ..asker.clone()
    };
    let report = transport(error, &there).context(format!("asked for keys, for {}", asker.source));
    match error.kind {
        TransportErrorKind::Lookup | TransportErrorKind::Refused | TransportErrorKind::NotHttp => {
            report.hint(format!("check {named_by}"))
        }
        _ => report,
    }
}

fn sts(error: &ApiError, host: &str, role: &str, asker: &Asker) -> Report {
    match error.cause() {
        ApiError::Transport(error) => {
            unreachable(error, host, asker, "`sts_endpoint` and `sts_region`")
        }
        ApiError::Service(error) => refused(error, host, role, asker),
        other => Report::new(Exit::Identity, format!("STS at {host} gave no keys"))
            .context(other.to_string())
            .hint("check `sts_endpoint` and `sts_region`"),
    }
}

fn refused(error: &ServiceError, host: &str, role: &str, asker: &Asker) -> Report {
    let exit = match error.kind.exit() {
        Exit::Temporary => Exit::Temporary,
        _ => Exit::Identity,
    };
    let report = Report::new(
        exit,
        format!("STS did not let you take on the role `{role}`"),
    )
    .context(error.message.clone())
    .context(format!("asked by {}", asker.source));
    let helps = match ServiceCode::of(&error.code, error.kind) {
        Some(row) if !row.more.is_empty() => row.more,
        _ => "check `role_arn` and what else the profile says of the role",
    };
    let hint = match error.kind {
        RefusalKind::Denied => {
            "the role's trust policy must name who asks, and who asks needs the action that `invq explain sts:AssumeRole` allows"
        }
        _ => helps,
    };
    let report = report.hint(hint).kind(error.kind.word());
    report.said(said(error, host, None))
}
