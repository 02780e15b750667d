//! What a request says of itself.

use crate::secret::Secret;

/// What a request says of itself, whichever scheme it uses.
pub struct Claim {
    pub key_id: String,
    pub token: Option<String>,
    pub timestamp: String,
    /// A value that is used once, if the scheme has one.
    pub nonce: Option<String>,
    pub signature: String,
    pub string_to_sign: String,
    /// Whether everything beside the signature is as it was signed, such as the hash of the body.
    pub intact: bool,
    pub sign: fn(&Secret, &str) -> String,
}
