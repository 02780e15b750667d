//! Reads the JSON that invq has written into jq's values.

use jaq_json::{Val, read};

use super::bounds::{TOO_DEEP, is_deep};

/// The objects of each page as one array. A page is let go of when it is read, so that large outputs are not held twice.
pub(super) fn objects(pages: Vec<Vec<u8>>) -> Result<Val, String> {
    let mut objects = Vec::new();
    for page in pages {
        if is_deep(&page) {
            return Err(TOO_DEEP.to_owned());
        }
        let all = |page: &[u8]| read::parse_many(page).collect::<Result<Vec<Val>, _>>();
        let read = all(&page).or_else(|_| {
            // Halves of surrogate pairs, which stand for no character, become U+FFFD, as in jq.
            all(without_halves(&String::from_utf8_lossy(&page)).as_bytes())
        });
        objects.extend(read.map_err(|error| error.to_string())?);
    }
    Ok(objects.into_iter().collect())
}

/// The same JSON text with U+FFFD for each half of a surrogate pair that stands alone.
fn without_halves(quoted: &str) -> String {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut out, mut rest) = (String::with_capacity(quoted.len()), quoted);
    while let Some((before, _)) = rest.split_once('\\') {
        out.push_str(before);
        rest = rest.get(before.len()..).unwrap_or_default();
        let follows = rest.get(6..).and_then(unit);
        let (length, alone) = match (unit(rest), follows) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => (12, false),
            (Some(0xD800..0xE000), _) => (6, true),
            (Some(_), _) => (6, false),
            (None, _) => (2, false),
        };
        let (escape, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(if alone { "\\ufffd" } else { escape });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::super::bounds::{DEEPEST, on_large_stack};
    use super::*;

    fn text(json: &str) -> Result<String, String> {
        let json = json.as_bytes().to_vec();
        let read = on_large_stack(move || objects(vec![json]).map(|value| value.to_string()));
        read.unwrap().join().unwrap()
    }

    #[test]
    fn objects_become_an_array_and_nothing_changes() {
        assert_eq!(text("").unwrap(), "[]");
        let json = r#"{"b":[1.50,-0.0,18446744073709551616,1e400,[]],"a":{"é":"x, \" } \\"},"":null,"t":[true,false]}"#;
        let both = format!("{json}\n{{}}\n");
        assert_eq!(text(&both).unwrap(), format!("[{json},{{}}]"));
    }

    #[test]
    fn the_last_of_fields_with_one_name_counts() {
        assert_eq!(
            text("{\"a\":1,\"b\":2,\"\\u0061\":3}\n").unwrap(),
            r#"[{"a":3,"b":2}]"#
        );
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        let read = text("{\"a\":\"\\ud800x\\\\ud800\\udc00\\ud83d\\ude00\\n\"}\n").unwrap();
        assert_eq!(read, "[{\"a\":\"\u{fffd}x\\\\ud800\u{fffd}\u{1f600}\\n\"}]");
    }

    #[test]
    fn what_is_too_deep_or_no_json_is_an_error() {
        let nested = |depth: usize| format!("{}{}\n", "[".repeat(depth), "]".repeat(depth));
        assert!(text(&nested(1_000)).is_ok());
        assert_eq!(text(&nested(DEEPEST + 1)).unwrap_err(), TOO_DEEP);
        for wrong in [
            "{",
            "{\"a",
            "{\"a\":",
            "[1",
            "[1 2]\n",
            "nul\n",
            "{\"a\":\"\\x\"}\n",
        ] {
            assert!(text(wrong).is_err(), "{wrong}");
        }
    }
}
