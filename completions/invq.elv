
use builtin;
use str;

set edit:completion:arg-completer[invq] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'invq'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'invq'= {
            cand --invoke-id 'Only this invocation (t-…)'
            cand --command-id 'Only runs of this command (c-…)'
            cand --instance-id 'Only runs on this instance (i-… or mi-…)'
            cand --command-name 'Only runs of the command with this name'
            cand --timed 'Only tasks that will run again by themselves; =false: only the others; =all: both'
            cand --resource-group 'Only runs that were started with this resource group'
            cand -t 'Only invocations with this tag; repeatable, all must match'
            cand --tag 'Only invocations with this tag; repeatable, all must match'
            cand -n 'Show at most this many invocations'
            cand --limit 'Show at most this many invocations'
            cand --page-size 'Ask for this many invocations a page, 1 to 50 [default: 50, with output 10]'
            cand --next-token 'Begin at this token, as an earlier run named it'
            cand --width 'Make the table this many cells wide'
            cand -p 'Use this profile of the profile file'
            cand --profile 'Use this profile of the profile file'
            cand -r 'Ask this region [default: the profile''s]'
            cand --region 'Ask this region [default: the profile''s]'
            cand --config 'Read this profile file [default: ~/.config/invq/config.toml]'
            cand --endpoint 'Send requests here; plain http only to loopback [default: from the region]'
            cand --jobs 'Have at most this many requests under way [default: 16]'
            cand --connect-timeout 'Give up a connection after this long [default: 5s]'
            cand --request-timeout 'Give up a request after this long [default: 20s]'
            cand -s 'Only invocations with this status; repeatable'
            cand --status 'Only invocations with this status; repeatable'
            cand --command-type 'Only commands of this type: shell, powershell or bat'
            cand --repeat-mode 'Only tasks that repeat so: once, period, next-reboot or every-reboot'
            cand -o 'table, json, jsonl, ids, output or command'
            cand --format 'table, json, jsonl, ids, output or command'
            cand --color 'auto, always or never'
            cand --include-output 'Ask for the commands'' output too; needs an invocation or an instance'
            cand --plain-text 'Let the service decode scripts and outputs; bytes that are not text are lost'
            cand --one-page 'Make a single request; the next token goes to standard error'
            cand --json 'Same as -o json'
            cand -q 'Same as -o ids: one ID a line'
            cand --ids 'Same as -o ids: one ID a line'
            cand --no-header 'Leave out the table''s header'
            cand --ascii 'Use ASCII marks only'
            cand --utc 'Show times in UTC'
            cand --raw 'Pass control sequences on to the terminal'
            cand --no-pager 'Do not show a long table in the pager'
            cand --sandbox 'Query the embedded server: no account needed'
            cand --dry-run 'Show what would be sent, and send nothing'
            cand -v 'Tell of each request; -vv: also what was sent and what came'
            cand --verbose 'Tell of each request; -vv: also what was sent and what came'
            cand --no-notes 'No notes and no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand profiles 'List profiles, and where each value came from'
            cand sandbox 'Run the embedded API server, for trying things out'
            cand completions 'Print a shell''s completion script'
            cand man 'Print the manual page'
        }
        &'invq;profiles'= {
            cand --config 'Read this profile file'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'invq;sandbox'= {
            cand --listen 'Listen here; loopback only'
            cand --access-key 'Accept this key; repeatable [default: testid:testsecret]'
            cand --data 'Serve saved answers of the API, or a JSON array of invocations'
            cand --records 'Serve this many generated invocations'
            cand --instances 'Instances of each generated invocation'
            cand --output-bytes 'Bytes of output of each generated instance'
            cand --seed 'Generate from this seed'
            cand --latency 'Wait this long before each answer, such as 20ms'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'invq;completions'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'invq;man'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
    ]
    $completions[$command]
}
