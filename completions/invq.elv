
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
            cand --host 'Only runs on instances with this name, such as ''web-*''; repeatable: any of them'
            cand --command-name 'Only runs of the command with this name, or of all whose name is like it, such as disk-*'
            cand --resource-group 'Only runs that were started with this resource group'
            cand -t 'Only invocations with this tag; repeatable, all must match'
            cand --tag 'Only invocations with this tag; repeatable, all must match'
            cand --page-size 'Ask for this many invocations a page, 1 to 50 [default: 50, with output 10]'
            cand --next-token 'Begin at this token, as an earlier run named it'
            cand --since 'Only what was created then or later: 90s, 15m, 6h, 2d, 1w, today, yesterday, a date, RFC 3339'
            cand --until 'Only what was created then or earlier'
            cand --exit-code 'Show only instances whose process ended so: 0, nonzero, 1,2 or 126-127'
            cand --grep 'Show only instances that printed a line which matches this regular expression; repeatable'
            cand --context 'With --grep -o output: print this many lines around each that matches'
            cand -n 'Show at most this many invocations'
            cand --limit 'Show at most this many invocations'
            cand --json 'Same as -o json; =FIELDS keeps only those, such as InvokeId,Derived.Verdict'
            cand --jq 'Run a jq program over the whole JSON result; strings are printed bare'
            cand --max-output 'With --full: the most of one output, such as 500K, 64M or 1G [default: 64M]'
            cand --fold 'With -o output: print identical output once, under all that printed it; =diff: the most frequent one, and how the others differ from it'
            cand --diff 'Compare one invocation with the run of the same command before it, or with =ID, instance by instance'
            cand --ignore 'With --fold and --diff: compare outputs without what matches this regular expression; repeatable'
            cand --save 'With -o output: write one file per instance into this directory'
            cand --report 'Write a report of the result beside it: junit, md or html; repeatable'
            cand --into 'Keep what the service has in this archive, and print what is new: run it again and again'
            cand --encoding 'What outputs are decoded from, for terminals and JSON: gbk, big5, utf-16le or another label'
            cand --tail 'Show this many of the last lines that a failed instance printed; 0 shows none [default: 5]'
            cand --max-bytes 'With -o brief: write at most this many bytes, such as 4000 or 64k [default: 8k]'
            cand --width 'Make the table this many cells wide'
            cand --wait 'Wait until every selected invocation has ended, then print; =10m: no longer than that; =0: without end'
            cand --interval 'Poll in steps of this length, at least 1s [default: 1s, growing to 10s]'
            cand --watch 'Repeat the query and redraw in place, every 3s or =DUR; needs a terminal'
            cand -p 'Use this profile; aliyun:NAME is one of the vendor''s CLI; repeatable: several accounts at once'
            cand --profile 'Use this profile; aliyun:NAME is one of the vendor''s CLI; repeatable: several accounts at once'
            cand --from 'Ask saved answers instead of the service: files and directories, one after the other; `-` reads standard input'
            cand --config 'Read this profile file [default: ~/.config/invq/config.toml]'
            cand --endpoint 'Send requests here; plain http only to loopback [default: from the region]'
            cand --jobs 'Have at most this many requests under way [default: 16]'
            cand --retries 'Repeat a request at most this often when the service is busy or the network fails, 0 to 20 [default: 4]'
            cand --connect-timeout 'Give up a connection after this long [default: 5s]'
            cand --request-timeout 'Give up a request after this long [default: 20s]'
            cand -s 'Only invocations with this status; repeatable'
            cand --status 'Only invocations with this status; repeatable'
            cand --instance-status 'Show only instances with this status; repeatable'
            cand --command-type 'Only commands of this type: shell, powershell or bat'
            cand --repeat-mode 'Only tasks that repeat so: once, period, next-reboot or every-reboot'
            cand --timed 'Only tasks that will run again by themselves; =false: only the others; =all or left out: both'
            cand --error-code 'Show only instances with this error code, such as Client*; repeatable'
            cand --sort 'Sort the whole result: created, finished, took, name, status, failed or instances; KEY:desc turns it round'
            cand --columns 'Choose columns: a,b replaces, +a,-b edits; help lists them'
            cand -o 'table, wide, json, jsonl, csv, tsv, ids, output, command, api or brief'
            cand --format 'table, wide, json, jsonl, csv, tsv, ids, output, command, api or brief'
            cand --summary 'Count instead of listing: by status, command, instance, error-code, exit-code, day, region or match, the lines that --grep finds'
            cand --color 'auto, always or never'
            cand --exit-status 'Let the exit code tell how the runs went; =remote: their own exit code'
            cand -r 'Ask this region, or those of @GROUP of the profile file; repeatable [default: the profile''s]'
            cand --region 'Ask this region, or those of @GROUP of the profile file; repeatable [default: the profile''s]'
            cand --error-format 'text, or json: one object a line on standard error'
            cand --include-output 'Ask for the commands'' output too'
            cand --plain-text 'Let the service decode scripts and outputs; bytes that are not text are lost'
            cand --one-page 'Make a single request; the next token goes to standard error'
            cand --failed 'Show only invocations that failed, and in them the instances that did'
            cand --active 'Only what has not ended: Pending, Running, Scheduled, Stopping'
            cand --expect-match 'With --grep: exit 1 unless every instance shown without it matches'
            cand --expect-no-match 'With --grep: exit 1 if any instance matches'
            cand -q 'Same as -o ids: one ID a line'
            cand --ids 'Same as -o ids: one ID a line'
            cand --hosts 'Show the name beside each instance; its own request for 100 of them'
            cand --full 'Get outputs that the service cut whole from OSS, where they were delivered'
            cand --per-instance 'One row or object per instance'
            cand --history 'The past runs of a task that repeats, one row per run; needs its ID (t-…)'
            cand --prefix 'With -o output: put the instance before each line'
            cand --no-patch 'With --diff: do not print the lines that differ'
            cand --overwrite 'With --save: replace files that are there with other content'
            cand --no-header 'Leave out the table''s header'
            cand --ascii 'Use ASCII marks only'
            cand --utc 'Show times in UTC'
            cand --raw 'Pass control sequences on to the terminal'
            cand --no-pager 'Do not show a long table in the pager'
            cand --stream 'With --wait -o output: print each output when its instance has ended, and a single one while it grows'
            cand --fail-fast 'Stop waiting at the first instance that failed; the remote run goes on'
            cand --allow-empty 'A verdict on nothing is 0 and not 4, where no ID was named'
            cand --all-regions 'Ask every region that the account has, after asking which those are'
            cand --sandbox 'Query the embedded server: no account needed'
            cand --dry-run 'Show what would be sent, and send nothing'
            cand -v 'Tell of each request; -vv: also what was sent and what came'
            cand --verbose 'Tell of each request; -vv: also what was sent and what came'
            cand --strict 'Make warnings failures'
            cand --no-notes 'No notes and no warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand profiles 'List profiles, and where each value came from'
            cand sandbox 'Run the embedded API server, for trying things out'
            cand completions 'Print a shell''s completion script'
            cand man 'Print the manual page'
            cand explain 'Say what a status, code, column, field or flag means; offline'
        }
        &'invq;profiles'= {
            cand --config 'Read this profile file'
            cand --check 'Ask the service once with each, and tell what came back'
            cand --names 'Print only what --profile calls them, one a line'
            cand --example 'Print config.example.toml, which shows every key of the profile file'
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
            cand --seed 'Generate and spoil from this seed: the same seed gives the same run'
            cand --fault 'Let things go wrong, each request with a chance of RATE from 0 to 1; repeatable'
            cand --latency 'Wait this long before each answer, such as 20ms'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'invq;completions'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'invq;man'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'invq;explain'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
    ]
    $completions[$command]
}
