
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'invq' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'invq'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'invq' {
            [CompletionResult]::new('--invoke-id', '--invoke-id', [CompletionResultType]::ParameterName, 'Only this invocation (t-…)')
            [CompletionResult]::new('--command-id', '--command-id', [CompletionResultType]::ParameterName, 'Only runs of this command (c-…)')
            [CompletionResult]::new('--instance-id', '--instance-id', [CompletionResultType]::ParameterName, 'Only runs on this instance (i-… or mi-…)')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Only runs on instances with this name, such as ''web-*''; repeatable: any of them')
            [CompletionResult]::new('--command-name', '--command-name', [CompletionResultType]::ParameterName, 'Only runs of the command with this name, or of all whose name is like it, such as disk-*')
            [CompletionResult]::new('--resource-group', '--resource-group', [CompletionResultType]::ParameterName, 'Only runs that were started with this resource group')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Only invocations with this tag; repeatable, all must match')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Only invocations with this tag; repeatable, all must match')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Ask for this many invocations a page, 1 to 50 [default: 50, with output 10]')
            [CompletionResult]::new('--next-token', '--next-token', [CompletionResultType]::ParameterName, 'Begin at this token, as an earlier run named it')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what was created then or later: 90s, 15m, 6h, 2d, 1w, today, yesterday, a date, RFC 3339')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what was created then or earlier')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Show only instances whose process ended so: 0, nonzero, 1,2 or 126-127')
            [CompletionResult]::new('--grep', '--grep', [CompletionResultType]::ParameterName, 'Show only instances that printed a line which matches this regular expression; repeatable')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'With --grep -o output: print this many lines around each that matches')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show at most this many invocations')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Show at most this many invocations')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Same as -o json; =FIELDS keeps only those, such as InvokeId,Derived.Verdict')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Run a jq program over the whole JSON result; strings are printed bare')
            [CompletionResult]::new('--max-output', '--max-output', [CompletionResultType]::ParameterName, 'With --full: the most of one output, such as 500K, 64M or 1G [default: 64M]')
            [CompletionResult]::new('--fold', '--fold', [CompletionResultType]::ParameterName, 'With -o output: print identical output once, under all that printed it; =diff: the most frequent one, and how the others differ from it')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Compare one invocation with the run of the same command before it, or with =ID, instance by instance')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'With --fold and --diff: compare outputs without what matches this regular expression; repeatable')
            [CompletionResult]::new('--save', '--save', [CompletionResultType]::ParameterName, 'With -o output: write one file per instance into this directory')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write a report of the result beside it: junit, md or html; repeatable')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'Keep what the service has in this archive, and print what is new: run it again and again')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'What outputs are decoded from, for terminals and JSON: gbk, big5, utf-16le or another label')
            [CompletionResult]::new('--tail', '--tail', [CompletionResultType]::ParameterName, 'Show this many of the last lines that a failed instance printed; 0 shows none [default: 5]')
            [CompletionResult]::new('--max-bytes', '--max-bytes', [CompletionResultType]::ParameterName, 'With -o brief: write at most this many bytes, such as 4000 or 64k [default: 8k]')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Make the table this many cells wide')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until every selected invocation has ended, then print; =10m: no longer than that; =0: without end')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'Poll in steps of this length, at least 1s [default: 1s, growing to 10s]')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Repeat the query and redraw in place, every 3s or =DUR; needs a terminal')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Use this profile; aliyun:NAME is one of the vendor''s CLI; repeatable: several accounts at once')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile; aliyun:NAME is one of the vendor''s CLI; repeatable: several accounts at once')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Ask saved answers instead of the service: files and directories, one after the other; `-` reads standard input')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this profile file [default: ~/.config/invq/config.toml]')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Send requests here; plain http only to loopback [default: from the region]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Have at most this many requests under way [default: 16]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a request at most this often when the service is busy or the network fails, 0 to 20 [default: 4]')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Give up a connection after this long [default: 5s]')
            [CompletionResult]::new('--request-timeout', '--request-timeout', [CompletionResultType]::ParameterName, 'Give up a request after this long [default: 20s]')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Only invocations with this status; repeatable')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only invocations with this status; repeatable')
            [CompletionResult]::new('--instance-status', '--instance-status', [CompletionResultType]::ParameterName, 'Show only instances with this status; repeatable')
            [CompletionResult]::new('--command-type', '--command-type', [CompletionResultType]::ParameterName, 'Only commands of this type: shell, powershell or bat')
            [CompletionResult]::new('--repeat-mode', '--repeat-mode', [CompletionResultType]::ParameterName, 'Only tasks that repeat so: once, period, next-reboot or every-reboot')
            [CompletionResult]::new('--timed', '--timed', [CompletionResultType]::ParameterName, 'Only tasks that will run again by themselves; =false: only the others; =all or left out: both')
            [CompletionResult]::new('--error-code', '--error-code', [CompletionResultType]::ParameterName, 'Show only instances with this error code, such as Client*; repeatable')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Sort the whole result: created, finished, took, name, status, failed or instances; KEY:desc turns it round')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Choose columns: a,b replaces, +a,-b edits; help lists them')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, jsonl, csv, tsv, ids, output, command, api or brief')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, wide, json, jsonl, csv, tsv, ids, output, command, api or brief')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Count instead of listing: by status, command, instance, error-code, exit-code, day, region or match, the lines that --grep finds')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'auto, always or never')
            [CompletionResult]::new('--exit-status', '--exit-status', [CompletionResultType]::ParameterName, 'Let the exit code tell how the runs went; =remote: their own exit code')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Ask this region, or those of @GROUP of the profile file; repeatable [default: the profile''s]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Ask this region, or those of @GROUP of the profile file; repeatable [default: the profile''s]')
            [CompletionResult]::new('--error-format', '--error-format', [CompletionResultType]::ParameterName, 'text, or json: one object a line on standard error')
            [CompletionResult]::new('--include-output', '--include-output', [CompletionResultType]::ParameterName, 'Ask for the commands'' output too')
            [CompletionResult]::new('--plain-text', '--plain-text', [CompletionResultType]::ParameterName, 'Let the service decode scripts and outputs; bytes that are not text are lost')
            [CompletionResult]::new('--one-page', '--one-page', [CompletionResultType]::ParameterName, 'Make a single request; the next token goes to standard error')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Show only invocations that failed, and in them the instances that did')
            [CompletionResult]::new('--active', '--active', [CompletionResultType]::ParameterName, 'Only what has not ended: Pending, Running, Scheduled, Stopping')
            [CompletionResult]::new('--expect-match', '--expect-match', [CompletionResultType]::ParameterName, 'With --grep: exit 1 unless every instance shown without it matches')
            [CompletionResult]::new('--expect-no-match', '--expect-no-match', [CompletionResultType]::ParameterName, 'With --grep: exit 1 if any instance matches')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Same as -o ids: one ID a line')
            [CompletionResult]::new('--ids', '--ids', [CompletionResultType]::ParameterName, 'Same as -o ids: one ID a line')
            [CompletionResult]::new('--hosts', '--hosts', [CompletionResultType]::ParameterName, 'Show the name beside each instance; its own request for 100 of them')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Get outputs that the service cut whole from OSS, where they were delivered')
            [CompletionResult]::new('--per-instance', '--per-instance', [CompletionResultType]::ParameterName, 'One row or object per instance')
            [CompletionResult]::new('--history', '--history', [CompletionResultType]::ParameterName, 'The past runs of a task that repeats, one row per run; needs its ID (t-…)')
            [CompletionResult]::new('--prefix', '--prefix', [CompletionResultType]::ParameterName, 'With -o output: put the instance before each line')
            [CompletionResult]::new('--no-patch', '--no-patch', [CompletionResultType]::ParameterName, 'With --diff: do not print the lines that differ')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'With --save: replace files that are there with other content')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Leave out the table''s header')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Use ASCII marks only')
            [CompletionResult]::new('--utc', '--utc', [CompletionResultType]::ParameterName, 'Show times in UTC')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Pass control sequences on to the terminal')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not show a long table in the pager')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'With --wait -o output: print each output when its instance has ended, and a single one while it grows')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Stop waiting at the first instance that failed; the remote run goes on')
            [CompletionResult]::new('--allow-empty', '--allow-empty', [CompletionResultType]::ParameterName, 'A verdict on nothing is 0 and not 4, where no ID was named')
            [CompletionResult]::new('--all-regions', '--all-regions', [CompletionResultType]::ParameterName, 'Ask every region that the account has, after asking which those are')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Query the embedded server: no account needed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent, and send nothing')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of each request; -vv: also what was sent and what came')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of each request; -vv: also what was sent and what came')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Make warnings failures')
            [CompletionResult]::new('--no-notes', '--no-notes', [CompletionResultType]::ParameterName, 'No notes and no warnings')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('profiles', 'profiles', [CompletionResultType]::ParameterValue, 'List profiles, and where each value came from')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run the embedded API server, for trying things out')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say what a status, code, column, field or flag means; offline')
            break
        }
        'invq;profiles' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this profile file')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Ask the service once with each, and tell what came back')
            [CompletionResult]::new('--names', '--names', [CompletionResultType]::ParameterName, 'Print only what --profile calls them, one a line')
            [CompletionResult]::new('--example', '--example', [CompletionResultType]::ParameterName, 'Print config.example.toml, which shows every key of the profile file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'invq;sandbox' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Listen here; loopback only')
            [CompletionResult]::new('--access-key', '--access-key', [CompletionResultType]::ParameterName, 'Accept this key; repeatable [default: testid:testsecret]')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Serve saved answers of the API, or a JSON array of invocations')
            [CompletionResult]::new('--records', '--records', [CompletionResultType]::ParameterName, 'Serve this many generated invocations')
            [CompletionResult]::new('--instances', '--instances', [CompletionResultType]::ParameterName, 'Instances of each generated invocation')
            [CompletionResult]::new('--output-bytes', '--output-bytes', [CompletionResultType]::ParameterName, 'Bytes of output of each generated instance')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Generate and spoil from this seed: the same seed gives the same run')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Let things go wrong, each request with a chance of RATE from 0 to 1; repeatable')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'Wait this long before each answer, such as 20ms')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'invq;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'invq;man' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'invq;explain' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
