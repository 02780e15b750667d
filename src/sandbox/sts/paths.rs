//! The paths of an instance's metadata and of a credentials URI.

pub const SESSION: &str = "/latest/api/token";
pub const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
pub const URI: &str = "/credentials";

/// Whether a path is none of the API's, but one of these.
pub fn is_path(path: &str) -> bool {
    path == SESSION || path == URI || path.starts_with(ROLES)
}
