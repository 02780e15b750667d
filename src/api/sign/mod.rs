//! The two signature schemes of the API, and that of objects, as pure functions; known answers pin them.

use hmac::{Hmac, KeyInit, Mac};

pub mod acs3;
pub mod oss4;
pub mod request;
pub mod rpc;

pub use request::{SignatureScheme, Signed, Unsigned};

/// HMAC over `message`; the digest decides which. HMAC takes a key of any length, so this never fails.
fn hmac_sha1(key: &[u8], message: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<sha1::Sha1>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of any length (RFC 2104)")
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// As [`hmac_sha1`], with SHA-256.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<sha2::Sha256>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of any length (RFC 2104)")
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
