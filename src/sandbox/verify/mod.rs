//! Who is calling: key, time, token, nonce and signature, checked from what arrived, in that order.
//!
//! The canonical forms come from `api::sign`, which known answers pin; the tests here show that one changed byte is
//! refused.

use jiff::Timestamp;

use super::call::Call;
use super::keys::Keys;
use super::options::AccessKey;
use super::refusal::Refusal;

mod acs3;
mod claim;
mod nonces;
mod oss4;
mod rpc;
mod time;

pub use nonces::Nonces;
pub use oss4::region as oss_region;

/// Lets a request through that a known key signed, now, and for the first time.
pub fn authenticate(
    call: &Call,
    keys: &Keys,
    nonces: &Nonces,
    now: Timestamp,
) -> Result<(), Refusal> {
    let claim = match () {
        () if oss_region(call).is_some() => oss4::claim(call)?,
        () if call.is_acs3() => acs3::claim(call)?,
        () => rpc::claim(call)?,
    };
    let key = keys.find(&claim.key_id, now)?;
    let timestamp = time::check(&claim.timestamp, now)?;
    check_token(&key, claim.token.as_deref())?;
    if !claim.intact || (claim.sign)(&key.secret, &claim.string_to_sign) != claim.signature {
        let said =
            "Specified signature is not matched with our calculation. server string to sign is:";
        let message = format!("{said}{}", claim.string_to_sign);
        return Err(Refusal::new(400, "SignatureDoesNotMatch", message));
    }
    // A nonce counts as used only once its signature held, so that nobody can use up another one's.
    claim.nonce.map_or(Ok(()), |nonce| {
        nonces.take(&claim.key_id, &nonce, timestamp, now)
    })
}

fn check_token(key: &AccessKey, sent: Option<&str>) -> Result<(), Refusal> {
    match (&key.token, sent) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Refusal::no_token()),
        // No token of the service holds anything but visible ASCII characters.
        (_, Some(sent)) if !sent.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err(Refusal::bad_token())
        }
        (Some(token), Some(sent)) if token.expose() == sent => Ok(()),
        // Also a token beside a key that is not temporary.
        (_, Some(_)) => Err(Refusal::other_token()),
    }
}

#[cfg(test)]
mod tests;
