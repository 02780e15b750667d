//! Signature V1: everything stands in the parameters, and all of them but the signature are signed.

use super::claim::Claim;
use crate::api::sign::rpc;
use crate::sandbox::call::Call;
use crate::sandbox::refusal::Refusal;

/// What an RPC request says of itself.
pub fn claim(call: &Call) -> Result<Claim, Refusal> {
    let common = |name| {
        call.common(name)
            .ok_or_else(|| Refusal::missing_common(name))
    };
    let key_id = common("AccessKeyId")?.to_owned();
    let signature = common("Signature")?.to_owned();
    only(common("SignatureMethod")?, "SignatureMethod", "HMAC-SHA1")?;
    only(common("SignatureVersion")?, "SignatureVersion", "1.0")?;
    if let Some(kind) = call.common("SignatureType") {
        return Err(Refusal::invalid(
            "SignatureType",
            &format!("{kind} is not served; leave it empty."),
        ));
    }
    let mut params = call.params();
    params.retain(|(name, _)| *name != "Signature");
    Ok(Claim {
        key_id,
        token: call.common("SecurityToken").map(str::to_owned),
        timestamp: common("Timestamp")?.to_owned(),
        nonce: Some(common("SignatureNonce")?.to_owned()),
        signature,
        string_to_sign: rpc::string_to_sign(call.method.as_str(), &params),
        intact: true,
        sign: rpc::signature,
    })
}

fn only(value: &str, name: &str, wanted: &str) -> Result<(), Refusal> {
    if value == wanted {
        return Ok(());
    }
    let rule = format!("{value} is not served; send {wanted}.");
    Err(Refusal::invalid(name, &rule))
}
