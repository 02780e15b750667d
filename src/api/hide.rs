//! Answers that repeat what was sent: a gateway's error page may hold the whole request, security token included.

use zeroize::Zeroizing;

use super::credentials::Credentials;
use super::encode::percent_encode;
use crate::secret::Secret;

/// What stands where the token stood.
const HIDDEN: &[u8] = b"[hidden]";

/// Tokens of the service are hundreds of characters long. What is shorter than this is somebody's test, and may be a word
/// that error codes hold as well.
const SHORTEST: usize = 16;

/// How much of each end of a body is looked at for what makes it the service's.
const ENDS: usize = 4 * 1024;

/// Takes the token out of a body that is not a page of the service: of such a body, the beginning may be shown. A page
/// stays as it is, byte for byte.
pub(super) fn hide_token(keys: &Credentials, status: u16, body: &mut Vec<u8>) {
    let Some(token) = keys.token.as_ref().map(Secret::expose) else {
        return;
    };
    if token.len() < SHORTEST || ((200..300).contains(&status) && is_page(body)) {
        return;
    }
    let once = Zeroizing::new(percent_encode(token));
    let twice = Zeroizing::new(percent_encode(&once));
    let small = |encoded: &str| Zeroizing::new(with_small_digits(encoded));
    for form in [&twice, &small(&twice), &once, &small(&once)] {
        hide(body, form);
    }
    hide(body, token);
}

fn hide(body: &mut Vec<u8>, form: &str) {
    while let Some(at) = find(body, form.as_bytes()) {
        body.splice(at..at + form.len(), HIDDEN.iter().copied());
    }
}

/// The other spelling of percent-encoding: `%2f` for `%2F`.
fn with_small_digits(encoded: &str) -> String {
    let mut digits = 0;
    let spell = |c: char| {
        let small = digits > 0;
        digits = if c == '%' { 2 } else { digits.max(1) - 1 };
        if small { c.to_ascii_lowercase() } else { c }
    };
    encoded.chars().map(spell).collect()
}

fn is_page(body: &[u8]) -> bool {
    let head = body.get(..ENDS.min(body.len())).unwrap_or_default();
    let tail = body
        .get(body.len().saturating_sub(ENDS)..)
        .unwrap_or_default();
    [head, tail]
        .iter()
        .any(|end| find(end, b"\"RequestId\"").is_some())
}

/// Where something stands.
fn find(body: &[u8], what: &[u8]) -> Option<usize> {
    body.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(token: &str, status: u16, body: &str) -> String {
        let keys = Credentials {
            key_id: "id".to_owned(),
            secret: Secret::default(),
            token: Some(Secret::new(token.to_owned())),
            expires: None,
        };
        let mut body = body.as_bytes().to_vec();
        hide_token(&keys, status, &mut body);
        String::from_utf8(body).unwrap()
    }

    #[test]
    fn every_form_of_the_token_goes_and_pages_stay() {
        let token = "CAIS/a+long-Token=";
        let echo = "<pre>CAIS/a+long-Token=, CAIS%2Fa%2Blong-Token%3D, CAIS%2fa%2blong-Token%3d, CAIS%252Fa%252Blong-Token%253D</pre>";
        let without = "<pre>[hidden], [hidden], [hidden], [hidden]</pre>";
        assert_eq!(hidden(token, 502, echo), without);
        assert_eq!(hidden(token, 200, echo), without);
        let page = r#"{"RequestId":"R","Output":"CAIS/a+long-Token="}"#;
        assert_eq!(hidden(token, 200, page), page);
        assert_eq!(hidden(token, 400, page), page.replace(token, "[hidden]"));
    }

    #[test]
    fn a_word_for_a_token_leaves_codes_as_they_are() {
        let refusal = r#"{"Code":"InvalidSecurityToken.Expired"}"#;
        assert_eq!(hidden("Token", 400, refusal), refusal);
        assert_eq!(hidden("", 400, refusal), refusal);
    }
}
