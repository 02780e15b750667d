//! Answers that repeat what was sent: a gateway's error page may hold the whole request, security token included.

use super::credentials::Credentials;
use super::encode::percent_encode;

/// What stands where the token stood.
const HIDDEN: &[u8] = b"[hidden]";

/// How much of each end of a body is looked at for what makes it the service's.
const ENDS: usize = 4 * 1024;

/// Takes the token out of a body that is not a page of the service: of such a body, the beginning may be shown. A page
/// stays as it is, byte for byte.
pub(super) fn hide_token(keys: &Credentials, status: u16, body: &mut Vec<u8>) {
    let Some(token) = keys.token.as_ref().filter(|token| !token.is_empty()) else {
        return;
    };
    if (200..300).contains(&status) && is_page(body) {
        return;
    }
    let once = zeroize::Zeroizing::new(percent_encode(token.expose()));
    let twice = zeroize::Zeroizing::new(percent_encode(&once));
    for form in [twice.as_str(), once.as_str(), token.expose()] {
        while let Some(at) = find(body, form.as_bytes()) {
            body.splice(at..at + form.len(), HIDDEN.iter().copied());
        }
    }
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

/// Where something stands, whatever the case of its letters: percent-encoding knows two.
fn find(body: &[u8], what: &[u8]) -> Option<usize> {
    body.windows(what.len())
        .position(|window| window.eq_ignore_ascii_case(what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn hidden(status: u16, body: &str) -> String {
        let keys = Credentials {
            key_id: "id".to_owned(),
            secret: Secret::default(),
            token: Some(Secret::new("to/ken+".to_owned())),
            expires: None,
        };
        let mut body = body.as_bytes().to_vec();
        hide_token(&keys, status, &mut body);
        String::from_utf8(body).unwrap()
    }

    #[test]
    fn every_form_of_the_token_goes_and_pages_stay() {
        let echo = "<pre>a=to/ken+&b=to%2Fken%2B&c=to%2fken%2b&d=to%252Fken%252B</pre>";
        let without = "<pre>a=[hidden]&b=[hidden]&c=[hidden]&d=[hidden]</pre>";
        assert_eq!(hidden(502, echo), without);
        assert_eq!(hidden(200, echo), without);
        let page = r#"{"RequestId":"R","Output":"to/ken+"}"#;
        assert_eq!(hidden(200, page), page);
        assert_eq!(hidden(400, page), page.replace("to/ken+", "[hidden]"));
    }
}
