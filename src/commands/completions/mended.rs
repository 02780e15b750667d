//! What the library's scripts do not do for this grammar: complete profiles, which the machine has, and see that the bare
//! command is the query, with IDs between its flags.
//!
//! The library has a protocol for values that the machine has, which it calls unstable and not fit for scripts that are
//! kept in files. Ours are, so the few lines for it are written here, for the three shells whose scripts complete values.

use clap::Command;
use clap::builder::PossibleValue;

use crate::cli::Shell;

/// Stands around the library's function. Bash splits words at `:`, as in `aliyun:NAME`, so the line is read again, and
/// what bash takes for a word of its own is cut off.
const BASH: &str = include_str!("mended.bash");

/// Redefines the library's function, which takes an ID for a command and fails while a flag waits for its value. A verb
/// comes first, always.
const FISH: &str = include_str!("mended.fish");

/// Comes first in the library's function: what may stand where no flag does. Either a verb and what it takes, or IDs.
const ZSH: &str = include_str!("mended.zsh");

/// What zsh does for any value, and what it is to do for a profile.
const ZSH_ANY: &str = ":NAME:_default'";
const ZSH_PROFILE: &str = r#":NAME:{compadd -- ${(f)"$(invq profiles --names 2>/dev/null)"}}'"#;

/// A script of the library with all that.
pub(super) fn mended(script: &[u8], shell: Shell, command: &Command) -> Vec<u8> {
    let script = String::from_utf8_lossy(script);
    let verbs: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    let script = match shell {
        Shell::Bash => script.replace("complete -F _invq ", "complete -F _invq_or_profile ") + BASH,
        Shell::Fish => {
            let mended = FISH.replace("VERBS", &verbs.join(" "));
            script.into_owned() + &mended + &fish_positionals(command)
        }
        Shell::Zsh => in_zsh(&script, &verbs.join("|")),
        Shell::Powershell | Shell::Elvish => script.into_owned(),
    };
    script.into_bytes()
}

/// The words that stand behind a verb, which the library leaves out for fish.
fn fish_positionals(command: &Command) -> String {
    let line = |verb: &Command, arg: &clap::Arg| {
        let words = arg.get_possible_values();
        let words: Vec<&str> = words.iter().map(PossibleValue::get_name).collect();
        let verb = verb.get_name();
        format!(
            "complete -c invq -n \"__fish_invq_using_subcommand {verb}\" -f -a \"{}\"\n",
            words.join(" ")
        )
    };
    let verbs = command.get_subcommands();
    verbs
        .flat_map(|verb| verb.get_positionals().map(move |arg| line(verb, arg)))
        .collect()
}

fn in_zsh(script: &str, verbs: &str) -> String {
    let lines = script.split_inclusive('\n').map(|line| match line {
        "_invq() {\n" => line.to_owned() + &ZSH.replace("VERBS", verbs),
        line if line.starts_with("'::ids ") => "\"${rest[@]}\" \\\n".to_owned(),
        // They stand in the list now.
        "\":: :_invq_commands\" \\\n" | "\"*::: :->invq\" \\\n" => String::new(),
        line if line.starts_with("'*--profile=[") || line.starts_with("'*-p+[") => {
            line.replace(ZSH_ANY, ZSH_PROFILE)
        }
        // Without an ID before it the verb is the first word.
        line => line.replace("$line[2]", "$line[1]"),
    });
    lines.collect()
}
