//! A command line taken apart without a shell: words, quotes and backslashes, and nothing else has a meaning.

/// Splits a command into the program and its arguments. On Windows a backslash separates folders, and only `\"` inside
/// double quotes is special.
pub(super) fn split(command: &str, windows: bool) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some('\'') => break,
                        Some(c) => word.push(c),
                        None => return Err("has a quote that does not end"),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match (chars.next(), chars.peek()) {
                        (Some('"'), _) => break,
                        (Some('\\'), Some(&next)) if escapes(next, windows) => {
                            word.push(next);
                            chars.next();
                        }
                        (Some(c), _) => word.push(c),
                        (None, _) => return Err("has a quote that does not end"),
                    }
                }
            }
            '\\' if !windows => match chars.next() {
                Some(c) => word.get_or_insert_default().push(c),
                None => return Err("ends with a backslash"),
            },
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if words.first().is_none_or(String::is_empty) {
        return Err("names no program");
    }
    Ok(words)
}

/// Whether a backslash before this character, inside double quotes, goes away (POSIX shells; Windows).
fn escapes(next: char, windows: bool) -> bool {
    match next {
        '"' => true,
        '\\' | '$' | '`' | '\n' => !windows,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_quotes_and_backslashes() {
        for (command, words) in [
            ("tool  a\tb ", vec!["tool", "a", "b"]),
            (
                r#""/my tools/t" --x='a b' """#,
                vec!["/my tools/t", "--x=a b", ""],
            ),
            (r"t a\ b \'", vec!["t", "a b", "'"]),
            (r#"t "a\"b\n" 'a\"'"#, vec!["t", "a\"b\\n", "a\\\""]),
            (
                "t $HOME | x; y > z &",
                vec!["t", "$HOME", "|", "x;", "y", ">", "z", "&"],
            ),
        ] {
            assert_eq!(split(command, false).unwrap(), words, "{command}");
        }
        let windows = split(r#""C:\Program Files\t.exe" C:\x "a\"b""#, true).unwrap();
        assert_eq!(windows, [r"C:\Program Files\t.exe", r"C:\x", r#"a"b"#]);
    }

    #[test]
    fn what_cannot_be_a_command_is_refused() {
        for (command, problem) in [
            ("", "names no program"),
            ("''", "names no program"),
            ("t 'a", "has a quote that does not end"),
            ("t \"a", "has a quote that does not end"),
            ("t \\", "ends with a backslash"),
        ] {
            assert_eq!(split(command, false), Err(problem), "{command}");
        }
    }
}
