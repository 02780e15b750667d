//! A request for keys, as `-v` tells it: that it was made and how it went, and never what it brought.

use super::transport::TransportError;

/// One request for keys, and what came of it.
#[derive(Debug)]
pub struct CredentialRequest<'a> {
    /// `GET`, `PUT` or `POST`.
    pub method: &'static str,
    /// Where it went and what for: the endpoint with an action or a path. The path of a credentials URI is left out, since
    /// it may be secret.
    pub place: &'a str,
    /// HTTP status and request ID, or why there is none.
    pub outcome: Result<(u16, Option<&'a str>), &'a TransportError>,
    /// How long it took, in milliseconds.
    pub millis: i64,
}
