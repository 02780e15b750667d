//! Removes the security token from responses: a gateway's error page may hold the whole request.

use bstr::ByteSlice as _;
use zeroize::Zeroizing;

use super::credentials::Credentials;
use super::encode::percent_encode;
use crate::secret::Secret;

/// The replacement for the token.
const HIDDEN: &[u8] = b"[hidden]";

/// The service's tokens are hundreds of characters long. A token shorter than this is from a test, and may be a word that
/// error codes contain.
const SHORTEST: usize = 16;

/// How much of each end of a body is searched for the mark of the service's pages.
const ENDS: usize = 4 * 1024;

/// Removes the token from a body that is not a page of the service, because its beginning may be shown. A page stays as it
/// is, byte for byte.
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

/// Replaces each occurrence in one pass, since a body may consist of nothing else. Tokens are Base64, so the text around a
/// replacement cannot become a token across its brackets.
fn hide(body: &mut Vec<u8>, form: &str) {
    let mut hidden = Vec::new();
    let mut rest = 0;
    for at in body.find_iter(form) {
        hidden.extend_from_slice(body.get(rest..at).unwrap_or_default());
        hidden.extend_from_slice(HIDDEN);
        rest = at + form.len();
    }
    if rest > 0 {
        hidden.extend_from_slice(body.get(rest..).unwrap_or_default());
        *body = hidden;
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
        .any(|end| end.contains_str("\"RequestId\""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    /// Every form in which a token may come back.
    fn forms(token: &str) -> [String; 5] {
        let once = percent_encode(token);
        let twice = percent_encode(&once);
        [
            with_small_digits(&twice),
            twice,
            with_small_digits(&once),
            once,
            token.to_owned(),
        ]
    }

    /// No time is measured: a way that is not linear would take hours.
    #[test]
    fn a_body_that_is_nothing_but_the_token_is_hidden_in_one_pass() {
        let token = "CAIS/a+long-Token=";
        for form in forms(token) {
            let times = 8 * 1024 * 1024 / form.len();
            assert_eq!(
                hidden(token, 400, &form.repeat(times)),
                "[hidden]".repeat(times)
            );
        }
        // The end of the token is its beginning.
        let token = "abababababababab";
        let left = hidden(token, 400, &"ab".repeat(4 * 1024 * 1024));
        assert!(!left.contains(token));
    }

    proptest! {
        /// Pieces of the token, which overlap and join, and whole ones in every form.
        #[test]
        fn no_form_of_the_token_is_left(
            token in "[ab+/=%]{16,20}",
            pieces in prop::collection::vec((0..5_usize, 0..60_usize, 0..60_usize, "[ab%25 ]{0,2}"), 0..30),
        ) {
            let forms = forms(&token);
            let mut body = String::new();
            for (form, from, to, between) in pieces {
                let form = &forms[form];
                let (from, to) = (from % form.len(), to.max(1) % form.len());
                body.push_str(form.get(from..to).filter(|part| !part.is_empty()).unwrap_or(form));
                body.push_str(&between);
            }
            let left = hidden(&token, 500, &body);
            for form in &forms {
                prop_assert!(!left.contains(form), "{form} in {left}");
            }
        }
    }
}
