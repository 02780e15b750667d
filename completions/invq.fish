# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_invq_global_optspecs
    string join \n invoke-id= command-id= instance-id= command-name= timed= resource-group= t/tag= since= until= failed active exit-code= error-code= sort= include-output plain-text n/limit= page-size= next-token= one-page json= q/ids jq= per-instance columns= summary= history prefix fold save= no-header width= ascii utc raw no-pager wait= interval= fail-fast watch= exit-status= p/profile= r/region= all-regions from= sandbox config= endpoint= jobs= retries= connect-timeout= request-timeout= dry-run v/verbose strict error-format= no-notes s/status= command-type= repeat-mode= instance-status= o/format= color= h/help V/version
end

function __fish_invq_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_invq_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_invq_using_subcommand
    set -l cmd (__fish_invq_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c invq -n "__fish_invq_needs_command" -l invoke-id -d 'Only this invocation (t-…)' -r
complete -c invq -n "__fish_invq_needs_command" -l command-id -d 'Only runs of this command (c-…)' -r
complete -c invq -n "__fish_invq_needs_command" -l instance-id -d 'Only runs on this instance (i-… or mi-…)' -r
complete -c invq -n "__fish_invq_needs_command" -l command-name -d 'Only runs of the command with this name' -r
complete -c invq -n "__fish_invq_needs_command" -l timed -d 'Only tasks that will run again by themselves; =false: only the others; =all: both' -r
complete -c invq -n "__fish_invq_needs_command" -l resource-group -d 'Only runs that were started with this resource group' -r
complete -c invq -n "__fish_invq_needs_command" -s t -l tag -d 'Only invocations with this tag; repeatable, all must match' -r
complete -c invq -n "__fish_invq_needs_command" -l since -d 'Only what was created then or later: 90s, 15m, 6h, 2d, 1w, today, yesterday, a date, RFC 3339' -r
complete -c invq -n "__fish_invq_needs_command" -l until -d 'Only what was created then or earlier' -r
complete -c invq -n "__fish_invq_needs_command" -l exit-code -d 'Show only instances whose process ended so: 0, nonzero, 1,2 or 126-127' -r
complete -c invq -n "__fish_invq_needs_command" -l error-code -d 'Show only instances with this error code, such as Client*; repeatable' -r
complete -c invq -n "__fish_invq_needs_command" -l sort -d 'Sort the whole result: created, finished, took, name, status, failed or instances; KEY:desc turns it round' -r
complete -c invq -n "__fish_invq_needs_command" -s n -l limit -d 'Show at most this many invocations' -r
complete -c invq -n "__fish_invq_needs_command" -l page-size -d 'Ask for this many invocations a page, 1 to 50 [default: 50, with output 10]' -r
complete -c invq -n "__fish_invq_needs_command" -l next-token -d 'Begin at this token, as an earlier run named it' -r
complete -c invq -n "__fish_invq_needs_command" -l json -d 'Same as -o json; =FIELDS keeps only those, such as InvokeId,Derived.Verdict' -r
complete -c invq -n "__fish_invq_needs_command" -l jq -d 'Run a jq program over the whole JSON result; strings are printed bare' -r
complete -c invq -n "__fish_invq_needs_command" -l columns -d 'Choose columns: a,b replaces, +a,-b edits; help lists them' -r
complete -c invq -n "__fish_invq_needs_command" -l summary -d 'Count instead of listing: by status, command, instance, error-code, exit-code, day or region' -r
complete -c invq -n "__fish_invq_needs_command" -l save -d 'With -o output: write one file per instance into this directory' -r -F
complete -c invq -n "__fish_invq_needs_command" -l width -d 'Make the table this many cells wide' -r
complete -c invq -n "__fish_invq_needs_command" -l wait -d 'Wait until every selected invocation has ended, then print; =10m: no longer than that; =0: without end' -r
complete -c invq -n "__fish_invq_needs_command" -l interval -d 'Poll in steps of this length, at least 1s [default: 1s, growing to 10s]' -r
complete -c invq -n "__fish_invq_needs_command" -l watch -d 'Repeat the query and redraw in place, every 3s or =DUR; needs a terminal' -r
complete -c invq -n "__fish_invq_needs_command" -l exit-status -d 'Let the exit code tell how the runs went; =remote: their own exit code' -r
complete -c invq -n "__fish_invq_needs_command" -s p -l profile -d 'Use this profile; aliyun:NAME is one of the vendor\'s CLI; repeatable: several accounts at once' -r
complete -c invq -n "__fish_invq_needs_command" -s r -l region -d 'Ask this region, or those of @GROUP of the profile file; repeatable [default: the profile\'s]' -r
complete -c invq -n "__fish_invq_needs_command" -l from -d 'Ask saved answers instead of the service; `-` reads standard input' -r -F
complete -c invq -n "__fish_invq_needs_command" -l config -d 'Read this profile file [default: ~/.config/invq/config.toml]' -r -F
complete -c invq -n "__fish_invq_needs_command" -l endpoint -d 'Send requests here; plain http only to loopback [default: from the region]' -r
complete -c invq -n "__fish_invq_needs_command" -l jobs -d 'Have at most this many requests under way [default: 16]' -r
complete -c invq -n "__fish_invq_needs_command" -l retries -d 'Repeat a request at most this often when the service is busy or the network fails, 0 to 20 [default: 4]' -r
complete -c invq -n "__fish_invq_needs_command" -l connect-timeout -d 'Give up a connection after this long [default: 5s]' -r
complete -c invq -n "__fish_invq_needs_command" -l request-timeout -d 'Give up a request after this long [default: 20s]' -r
complete -c invq -n "__fish_invq_needs_command" -l error-format -d 'text, or json: one object a line on standard error' -r
complete -c invq -n "__fish_invq_needs_command" -s s -l status -d 'Only invocations with this status; repeatable' -r -f -a "Running\t''
Finished\t''
Success\t''
Failed\t''
Stopped\t''
Stopping\t''
PartialFailed\t''
Pending\t''
Scheduled\t''"
complete -c invq -n "__fish_invq_needs_command" -l command-type -d 'Only commands of this type: shell, powershell or bat' -r -f -a "RunShellScript\t''
RunPowerShellScript\t''
RunBatScript\t''"
complete -c invq -n "__fish_invq_needs_command" -l repeat-mode -d 'Only tasks that repeat so: once, period, next-reboot or every-reboot' -r -f -a "Once\t''
Period\t''
NextRebootOnly\t''
EveryReboot\t''"
complete -c invq -n "__fish_invq_needs_command" -l instance-status -d 'Show only instances with this status; repeatable' -r -f -a "Pending\t''
Scheduled\t''
Running\t''
Stopping\t''
Success\t''
Failed\t''
Error\t''
Timeout\t''
Invalid\t''
Aborted\t''
Cancelled\t''
Terminated\t''"
complete -c invq -n "__fish_invq_needs_command" -s o -l format -d 'table, wide, json, jsonl, csv, tsv, ids, output, command or api' -r -f -a "table\t''
wide\t''
json\t''
jsonl\t''
csv\t''
tsv\t''
ids\t''
output\t''
command\t''
api\t''"
complete -c invq -n "__fish_invq_needs_command" -l color -d 'auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c invq -n "__fish_invq_needs_command" -l failed -d 'Show only invocations that failed, and in them the instances that did'
complete -c invq -n "__fish_invq_needs_command" -l active -d 'Only what has not ended: Pending, Running, Scheduled, Stopping'
complete -c invq -n "__fish_invq_needs_command" -l include-output -d 'Ask for the commands\' output too'
complete -c invq -n "__fish_invq_needs_command" -l plain-text -d 'Let the service decode scripts and outputs; bytes that are not text are lost'
complete -c invq -n "__fish_invq_needs_command" -l one-page -d 'Make a single request; the next token goes to standard error'
complete -c invq -n "__fish_invq_needs_command" -s q -l ids -d 'Same as -o ids: one ID a line'
complete -c invq -n "__fish_invq_needs_command" -l per-instance -d 'One row or object per instance'
complete -c invq -n "__fish_invq_needs_command" -l history -d 'The past runs of a task that repeats, one row per run; needs its ID (t-…)'
complete -c invq -n "__fish_invq_needs_command" -l prefix -d 'With -o output: put the instance before each line'
complete -c invq -n "__fish_invq_needs_command" -l fold -d 'With -o output: print identical output once, under all that printed it'
complete -c invq -n "__fish_invq_needs_command" -l no-header -d 'Leave out the table\'s header'
complete -c invq -n "__fish_invq_needs_command" -l ascii -d 'Use ASCII marks only'
complete -c invq -n "__fish_invq_needs_command" -l utc -d 'Show times in UTC'
complete -c invq -n "__fish_invq_needs_command" -l raw -d 'Pass control sequences on to the terminal'
complete -c invq -n "__fish_invq_needs_command" -l no-pager -d 'Do not show a long table in the pager'
complete -c invq -n "__fish_invq_needs_command" -l fail-fast -d 'Stop waiting at the first instance that failed; the remote run goes on'
complete -c invq -n "__fish_invq_needs_command" -l all-regions -d 'Ask every region that the account has, after asking which those are'
complete -c invq -n "__fish_invq_needs_command" -l sandbox -d 'Query the embedded server: no account needed'
complete -c invq -n "__fish_invq_needs_command" -l dry-run -d 'Show what would be sent, and send nothing'
complete -c invq -n "__fish_invq_needs_command" -s v -l verbose -d 'Tell of each request; -vv: also what was sent and what came'
complete -c invq -n "__fish_invq_needs_command" -l strict -d 'Make warnings failures'
complete -c invq -n "__fish_invq_needs_command" -l no-notes -d 'No notes and no warnings'
complete -c invq -n "__fish_invq_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c invq -n "__fish_invq_needs_command" -s V -l version -d 'Print version'
complete -c invq -n "__fish_invq_needs_command" -a "profiles" -d 'List profiles, and where each value came from'
complete -c invq -n "__fish_invq_needs_command" -a "sandbox" -d 'Run the embedded API server, for trying things out'
complete -c invq -n "__fish_invq_needs_command" -a "completions" -d 'Print a shell\'s completion script'
complete -c invq -n "__fish_invq_needs_command" -a "man" -d 'Print the manual page'
complete -c invq -n "__fish_invq_using_subcommand profiles" -l config -d 'Read this profile file' -r -F
complete -c invq -n "__fish_invq_using_subcommand profiles" -l check -d 'Ask the service once with each, and tell what came back'
complete -c invq -n "__fish_invq_using_subcommand profiles" -s h -l help -d 'Print help'
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l listen -d 'Listen here; loopback only' -r
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l access-key -d 'Accept this key; repeatable [default: testid:testsecret]' -r
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l data -d 'Serve saved answers of the API, or a JSON array of invocations' -r -F
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l records -d 'Serve this many generated invocations' -r
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l instances -d 'Instances of each generated invocation' -r
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l output-bytes -d 'Bytes of output of each generated instance' -r
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l seed -d 'Generate and spoil from this seed: the same seed gives the same run' -r
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l fault -d 'Let things go wrong, each request with a chance of RATE from 0 to 1; repeatable' -r
complete -c invq -n "__fish_invq_using_subcommand sandbox" -l latency -d 'Wait this long before each answer, such as 20ms' -r
complete -c invq -n "__fish_invq_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c invq -n "__fish_invq_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c invq -n "__fish_invq_using_subcommand man" -s h -l help -d 'Print help'
