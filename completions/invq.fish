# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_invq_global_optspecs
    string join \n invoke-id= command-id= instance-id= host= command-name= resource-group= t/tag= include-output plain-text page-size= next-token= one-page since= until= failed active exit-code= grep= context= expect-match expect-no-match n/limit= json= q/ids jq= hosts full max-output= per-instance history prefix fold= diff= no-patch ignore= save= overwrite report= into= encoding= tail= max-bytes= no-header width= ascii utc raw no-pager wait= interval= stream fail-fast watch= allow-empty p/profile= all-regions from= sandbox config= endpoint= jobs= retries= connect-timeout= request-timeout= dry-run v/verbose strict no-notes s/status= instance-status= command-type= repeat-mode= timed= error-code= sort= columns= o/format= summary= color= exit-status= r/region= error-format= h/help V/version
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
complete -c invq -n "__fish_invq_needs_command" -l host -d 'Only runs on instances with this name, such as \'web-*\'; repeatable: any of them' -r
complete -c invq -n "__fish_invq_needs_command" -l command-name -d 'Only runs of the command with this name, or of all whose name is like it, such as disk-*' -r
complete -c invq -n "__fish_invq_needs_command" -l resource-group -d 'Only runs that were started with this resource group' -r
complete -c invq -n "__fish_invq_needs_command" -s t -l tag -d 'Only invocations with this tag; repeatable, all must match' -r
complete -c invq -n "__fish_invq_needs_command" -l page-size -d 'Ask for this many invocations a page, 1 to 50 [default: 50, with output 10]' -r
complete -c invq -n "__fish_invq_needs_command" -l next-token -d 'Begin at this token, as an earlier run named it' -r
complete -c invq -n "__fish_invq_needs_command" -l since -d 'Only what was created then or later: 90s, 15m, 6h, 2d, 1w, today, yesterday, a date, RFC 3339' -r
complete -c invq -n "__fish_invq_needs_command" -l until -d 'Only what was created then or earlier' -r
complete -c invq -n "__fish_invq_needs_command" -l exit-code -d 'Show only instances whose process ended so: 0, nonzero, 1,2 or 126-127' -r
complete -c invq -n "__fish_invq_needs_command" -l grep -d 'Show only instances that printed a line which matches this regular expression; repeatable' -r
complete -c invq -n "__fish_invq_needs_command" -l context -d 'With --grep -o output: print this many lines around each that matches' -r
complete -c invq -n "__fish_invq_needs_command" -s n -l limit -d 'Show at most this many invocations' -r
complete -c invq -n "__fish_invq_needs_command" -l json -d 'Same as -o json; =FIELDS keeps only those, such as InvokeId,Derived.Verdict' -r
complete -c invq -n "__fish_invq_needs_command" -l jq -d 'Run a jq program over the whole JSON result; strings are printed bare' -r
complete -c invq -n "__fish_invq_needs_command" -l max-output -d 'With --full: the most of one output, such as 500K, 64M or 1G [default: 64M]' -r
complete -c invq -n "__fish_invq_needs_command" -l fold -d 'With -o output: print identical output once, under all that printed it; =diff: the most frequent one, and how the others differ from it' -r
complete -c invq -n "__fish_invq_needs_command" -l diff -d 'Compare one invocation with the run of the same command before it, or with =ID, instance by instance' -r
complete -c invq -n "__fish_invq_needs_command" -l ignore -d 'With --fold and --diff: compare outputs without what matches this regular expression; repeatable' -r
complete -c invq -n "__fish_invq_needs_command" -l save -d 'With -o output: write one file per instance into this directory' -r -F
complete -c invq -n "__fish_invq_needs_command" -l report -d 'Write a report of the result beside it: junit, md or html; repeatable' -r
complete -c invq -n "__fish_invq_needs_command" -l into -d 'Keep what the service has in this archive, and print what is new: run it again and again' -r -F
complete -c invq -n "__fish_invq_needs_command" -l encoding -d 'What outputs are decoded from, for terminals and JSON: gbk, big5, utf-16le or another label' -r
complete -c invq -n "__fish_invq_needs_command" -l tail -d 'Show this many of the last lines that a failed instance printed; 0 shows none [default: 5]' -r
complete -c invq -n "__fish_invq_needs_command" -l max-bytes -d 'With -o brief: write at most this many bytes, such as 4000 or 64k [default: 8k]' -r
complete -c invq -n "__fish_invq_needs_command" -l width -d 'Make the table this many cells wide' -r
complete -c invq -n "__fish_invq_needs_command" -l wait -d 'Wait until every selected invocation has ended, then print; =10m: no longer than that; =0: without end' -r
complete -c invq -n "__fish_invq_needs_command" -l interval -d 'Poll in steps of this length, at least 1s [default: 1s, growing to 10s]' -r
complete -c invq -n "__fish_invq_needs_command" -l watch -d 'Repeat the query and redraw in place, every 3s or =DUR; needs a terminal' -r
complete -c invq -n "__fish_invq_needs_command" -s p -l profile -d 'Use this profile; aliyun:NAME is one of the vendor\'s CLI; repeatable: several accounts at once' -r
complete -c invq -n "__fish_invq_needs_command" -l from -d 'Ask saved answers instead of the service: files and directories, one after the other; `-` reads standard input' -r -F
complete -c invq -n "__fish_invq_needs_command" -l config -d 'Read this profile file [default: ~/.config/invq/config.toml]' -r -F
complete -c invq -n "__fish_invq_needs_command" -l endpoint -d 'Send requests here; plain http only to loopback [default: from the region]' -r
complete -c invq -n "__fish_invq_needs_command" -l jobs -d 'Have at most this many requests under way [default: 16]' -r
complete -c invq -n "__fish_invq_needs_command" -l retries -d 'Repeat a request at most this often when the service is busy or the network fails, 0 to 20 [default: 4]' -r
complete -c invq -n "__fish_invq_needs_command" -l connect-timeout -d 'Give up a connection after this long [default: 5s]' -r
complete -c invq -n "__fish_invq_needs_command" -l request-timeout -d 'Give up a request after this long [default: 20s]' -r
complete -c invq -n "__fish_invq_needs_command" -s s -l status -d 'Only invocations with this status; repeatable' -r -f -a "Running\t'asks for invocations that run on one instance at least'
Finished\t'asks for invocations that have ended, by the service\'s old meaning of the word'
Success\t'asks for invocations that succeeded'
Failed\t'asks for invocations that failed, in the old or the new meaning: nobody says which'
Stopped\t'asks for invocations that were stopped'
Stopping\t'asks for invocations that were stopped and have not ended'
PartialFailed\t'asks for invocations that failed on some of their instances'
Pending\t'asks for invocations that are being checked or sent'
Scheduled\t'asks for invocations that wait for their time'"
complete -c invq -n "__fish_invq_needs_command" -l instance-status -d 'Show only instances with this status; repeatable' -r -f -a "Pending\t'the command is still being checked or sent'
Scheduled\t'it waits for its time; only tasks with a schedule do'
Running\t'it runs'
Stopping\t'somebody stopped it, and it has not ended'
Success\t'the process ended by itself with exit code 0'
Failed\t'the process ended by itself with an exit code other than 0'
Error\t'something went wrong while it ran, and it could not go on'
Timeout\t'it ran longer than its Timeout and was ended'
Invalid\t'its type or one of its parameters is wrong, so it was not run'
Aborted\t'it could not be sent: the instance must run and take it within a minute'
Cancelled\t'it was cancelled before it began'
Terminated\t'it was stopped while it ran'"
complete -c invq -n "__fish_invq_needs_command" -l command-type -d 'Only commands of this type: shell, powershell or bat' -r -f -a "RunShellScript\t'a shell script, for Linux'
RunPowerShellScript\t'a PowerShell script, for Windows'
RunBatScript\t'a batch file, for Windows'"
complete -c invq -n "__fish_invq_needs_command" -l repeat-mode -d 'Only tasks that repeat so: once, period, next-reboot or every-reboot' -r -f -a "Once\t'it runs once, at once'
Period\t'it runs on a schedule, which Frequency holds'
NextRebootOnly\t'it runs once, at the next start of the instance'
EveryReboot\t'it runs at every start of the instance'"
complete -c invq -n "__fish_invq_needs_command" -l timed -d 'Only tasks that will run again by themselves; =false: only the others; =all or left out: both' -r -f -a "true\t''
false\t''
all\t''"
complete -c invq -n "__fish_invq_needs_command" -l error-code -d 'Show only instances with this error code, such as Client*; repeatable' -r -f -a "InstanceNotExists\t'that instance does not exist or has been released'
InstanceReleased\t'the instance was released while the command ran'
InstanceNotRunning\t'the instance was not running when the command was to start'
CommandNotApplicable\t'the command does not fit the instance, such as a shell script on Windows'
AccountNotExists\t'the user that the command was to run as does not exist on the instance'
DirectoryNotExists\t'the working directory does not exist on the instance'
BadCronExpression\t'the schedule cannot be read'
ClientNotRunning\t'the Cloud Assistant agent on that instance is not running'
ClientNotResponse\t'the Cloud Assistant agent on that instance does not answer'
ClientIsUpgrading\t'the Cloud Assistant agent was being upgraded'
ClientNeedUpgrade\t'the Cloud Assistant agent is too old for what was asked'
ClientNetworkBlocked\t'the agent cannot reach the service'
DeliveryTimeout\t'the command did not reach the instance in time'
ExecutionTimeout\t'the command ran longer than its timeout and was ended'
ExecutionException\t'the command ended abnormally'
ExecutionInterrupted\t'the command was interrupted'
ExitCodeNonzero\t'the command ended with an exit code other than 0'
SecurityGroupRuleDenied\t'a security group keeps the agent from the service'
TaskConcurrencyLimit\t'too many commands ran at once'"
complete -c invq -n "__fish_invq_needs_command" -l sort -d 'Sort the whole result: created, finished, took, name, status, failed or instances; KEY:desc turns it round' -r -f -a "created\t''
finished\t''
took\t''
name\t''
status\t''
failed\t''
instances\t''"
complete -c invq -n "__fish_invq_needs_command" -l columns -d 'Choose columns: a,b replaces, +a,-b edits; help lists them' -r -f -a "id\t'the invocation\'s ID (InvokeId)'
status\t'InvocationStatus: how the whole run stands'
ok\t'instances with an ok verdict, of all or of those that were named'
command\t'the command\'s name (CommandName)'
created\t'when it was created (CreationTime)'
finished\t'when the last instance ended'
took\t'from creation to the last end; of a task that repeats, its latest run'
why\t'why instances failed, summed up'
region\t'the region that was asked'
profile\t'the profile whose keys asked'
command-id\t'the command\'s ID (CommandId)'
type\t'the kind of script (CommandType)'
mode\t'how often it runs (RepeatMode)'
timed\t'whether it will run again by itself (Timed)'
frequency\t'its schedule (Frequency)'
timeout\t'how long it may run on an instance, in seconds (Timeout)'
user\t'the user that it runs as (Username)'
dir\t'the directory that it runs in (WorkingDir)'
container\t'the container\'s name (ContainerName)'
container-id\t'the container\'s ID (ContainerId)'
launcher\t'what starts the script (Launcher)'
termination\t'what is ended when it is stopped (TerminationMode)'
parameters\t'the script\'s parameters, as JSON (Parameters)'
description\t'the command\'s description (CommandDescription)'
oss\t'where outputs are to be delivered (OssOutputDelivery)'
tags\t'its tags, as key=value (Tags)'
instances\t'how many instances it has'
failed\t'how many of them failed'
script\t'the decoded script (CommandContent)'
old-status\t'InvokeStatus: the old word, which says Finished of failed runs too'
verdict\t'ok, failed, stopped, pending or unknown'
instance\t'the instance\'s ID (InstanceId)'
exit\t'the exit code, where a process ended (ExitCode)'
error\t'why it was not delivered or did not end well (ErrorCode)'
started\t'when it started (StartTime)'
error-info\t'the same in the service\'s words (ErrorInfo)'
stopped\t'when somebody stopped it (StopTime)'
updated\t'when its status changed last (UpdateTime)'
repeats\t'how often it ran (Repeats)'
dropped\t'bytes that the service cut from its output (Dropped)'
output\t'the last line of its output (Output) that is not blank'
oss-status\t'how the delivery of its output stands (OssOutputStatus)'
oss-uri\t'where its output was delivered (OssOutputUri)'
oss-error\t'why the delivery failed (OssOutputErrorCode)'
oss-error-info\t'the same in the service\'s words (OssOutputErrorInfo)'
host\t'the instance\'s name; naming this column asks for it, as --hosts does'
inv-status\t'status of the invocation'
inv-created\t'created, of the invocation'
inv-finished\t'finished, of the invocation'
inv-took\t'took, of the invocation'
inv-why\t'why, of the invocation'
inv-timed\t'timed, of the invocation'
inv-old-status\t'old-status of the invocation'
inv-verdict\t'verdict of the invocation'
run\t'which run it is, counted from 1 (Repeats); 0 before the first'
help\t'list the columns'"
complete -c invq -n "__fish_invq_needs_command" -s o -l format -d 'table, wide, json, jsonl, csv, tsv, ids, output, command, api or brief' -r -f -a "table\t'the list, or the view of one invocation; the default'
wide\t'the same with more columns'
json\t'one array; left open when a walk breaks off'
jsonl\t'one object a line, page by page'
csv\t'full values, times in UTC (RFC 4180)'
tsv\t'the same between tabs, with tabs and line breaks escaped'
ids\t'one InvokeId a line'
output\t'the decoded bytes that the commands printed'
command\t'the decoded scripts'
api\t'the service\'s bodies as they came; --from reads them'
brief\t'a short text: how it ended, why, what failed ones printed'"
complete -c invq -n "__fish_invq_needs_command" -l summary -d 'Count instead of listing: by status, command, instance, error-code, exit-code, day, region or match, the lines that --grep finds' -r -f -a "status\t''
command\t''
instance\t''
error-code\t''
exit-code\t''
day\t''
region\t''
match\t''"
complete -c invq -n "__fish_invq_needs_command" -l color -d 'auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c invq -n "__fish_invq_needs_command" -l exit-status -d 'Let the exit code tell how the runs went; =remote: their own exit code' -r -f -a "verdict\t''
remote\t''"
complete -c invq -n "__fish_invq_needs_command" -s r -l region -d 'Ask this region, or those of @GROUP of the profile file; repeatable [default: the profile\'s]' -r -f -a "cn-qingdao\t'China (Qingdao)'
cn-beijing\t'China (Beijing)'
cn-zhangjiakou\t'China (Zhangjiakou)'
cn-huhehaote\t'China (Hohhot)'
cn-wulanchabu\t'China (Ulanqab)'
cn-hangzhou\t'China (Hangzhou)'
cn-shanghai\t'China (Shanghai)'
cn-nanjing\t'China (Nanjing - Local Region)'
cn-fuzhou\t'China (Fuzhou - Local Region)'
cn-wuhan-lr\t'China (Wuhan - Local Region)'
cn-shenzhen\t'China (Shenzhen)'
cn-heyuan\t'China (Heyuan)'
cn-guangzhou\t'China (Guangzhou)'
cn-chengdu\t'China (Chengdu)'
cn-zhongwei\t'China (Zhongwei)'
cn-zhengzhou-jva\t'Zhengzhou (China Unicom Joint Venture)'
cn-hongkong\t'China (Hong Kong)'
ap-northeast-1\t'Japan (Tokyo)'
ap-northeast-2\t'South Korea (Seoul)'
ap-southeast-1\t'Singapore'
ap-southeast-2\t'Australia (Sydney)'
ap-southeast-3\t'Malaysia (Kuala Lumpur)'
ap-southeast-5\t'Indonesia (Jakarta)'
ap-southeast-6\t'Philippines (Manila)'
ap-southeast-7\t'Thailand (Bangkok)'
ap-southeast-8\t'Malaysia (Johor)'
ap-south-1\t'India (Mumbai)'
us-east-1\t'US (Virginia)'
us-west-1\t'US (Silicon Valley)'
us-southeast-1\t'US (Atlanta)'
na-south-1\t'Mexico'
eu-central-1\t'Germany (Frankfurt)'
eu-west-1\t'UK (London)'
eu-west-2\t'France (Paris)'
me-east-1\t'UAE (Dubai)'
me-central-1\t'Saudi Arabia (Riyadh)'
cn-heyuan-acdr-1\t'China (Heyuan ACDR)'
cn-wulanchabu-gic-1\t'China (Ulanqab Government and Enterprise Cloud)'
cn-beijing-finance-1\t'China North 2 Finance (Beijing)'
cn-shanghai-finance-1\t'China East 2 Finance (Shanghai)'
cn-shenzhen-finance-1\t'China South 1 Finance (Shenzhen)'
cn-hangzhou-finance\t'China East 1 Finance (Hangzhou)'
cn-north-2-gov-1\t'China North 2 Ali Gov 1 (Beijing)'"
complete -c invq -n "__fish_invq_needs_command" -l error-format -d 'text, or json: one object a line on standard error' -r -f -a "text\t''
json\t''"
complete -c invq -n "__fish_invq_needs_command" -l include-output -d 'Ask for the commands\' output too'
complete -c invq -n "__fish_invq_needs_command" -l plain-text -d 'Let the service decode scripts and outputs; bytes that are not text are lost'
complete -c invq -n "__fish_invq_needs_command" -l one-page -d 'Make a single request; the next token goes to standard error'
complete -c invq -n "__fish_invq_needs_command" -l failed -d 'Show only invocations that failed, and in them the instances that did'
complete -c invq -n "__fish_invq_needs_command" -l active -d 'Only what has not ended: Pending, Running, Scheduled, Stopping'
complete -c invq -n "__fish_invq_needs_command" -l expect-match -d 'With --grep: exit 1 unless every instance shown without it matches'
complete -c invq -n "__fish_invq_needs_command" -l expect-no-match -d 'With --grep: exit 1 if any instance matches'
complete -c invq -n "__fish_invq_needs_command" -s q -l ids -d 'Same as -o ids: one ID a line'
complete -c invq -n "__fish_invq_needs_command" -l hosts -d 'Show the name beside each instance; its own request for 100 of them'
complete -c invq -n "__fish_invq_needs_command" -l full -d 'Get outputs that the service cut whole from OSS, where they were delivered'
complete -c invq -n "__fish_invq_needs_command" -l per-instance -d 'One row or object per instance'
complete -c invq -n "__fish_invq_needs_command" -l history -d 'The past runs of a task that repeats, one row per run; needs its ID (t-…)'
complete -c invq -n "__fish_invq_needs_command" -l prefix -d 'With -o output: put the instance before each line'
complete -c invq -n "__fish_invq_needs_command" -l no-patch -d 'With --diff: do not print the lines that differ'
complete -c invq -n "__fish_invq_needs_command" -l overwrite -d 'With --save: replace files that are there with other content'
complete -c invq -n "__fish_invq_needs_command" -l no-header -d 'Leave out the table\'s header'
complete -c invq -n "__fish_invq_needs_command" -l ascii -d 'Use ASCII marks only'
complete -c invq -n "__fish_invq_needs_command" -l utc -d 'Show times in UTC'
complete -c invq -n "__fish_invq_needs_command" -l raw -d 'Pass control sequences on to the terminal'
complete -c invq -n "__fish_invq_needs_command" -l no-pager -d 'Do not show a long table in the pager'
complete -c invq -n "__fish_invq_needs_command" -l stream -d 'With --wait -o output: print each output when its instance has ended, and a single one while it grows'
complete -c invq -n "__fish_invq_needs_command" -l fail-fast -d 'Stop waiting at the first instance that failed; the remote run goes on'
complete -c invq -n "__fish_invq_needs_command" -l allow-empty -d 'A verdict on nothing is 0 and not 4, where no ID was named'
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
complete -c invq -n "__fish_invq_needs_command" -a "explain" -d 'Say what a status, code, column, field or flag means; offline'
complete -c invq -n "__fish_invq_using_subcommand profiles" -l config -d 'Read this profile file' -r -F
complete -c invq -n "__fish_invq_using_subcommand profiles" -l check -d 'Ask the service once with each, and tell what came back'
complete -c invq -n "__fish_invq_using_subcommand profiles" -l names -d 'Print only what --profile calls them, one a line'
complete -c invq -n "__fish_invq_using_subcommand profiles" -l example -d 'Print config.example.toml, which shows every key of the profile file'
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
complete -c invq -n "__fish_invq_using_subcommand explain" -s h -l help -d 'Print help'

function __fish_invq_needs_command
    set -l words (commandline -opc)
    if contains -- "$words[2]" profiles sandbox completions man explain
        echo $words[2]
        return 1
    end
end

complete -c invq -n "__fish_invq_needs_command" -s p -l profile -x -a "(invq profiles --names 2>/dev/null)"
complete -c invq -n "__fish_invq_using_subcommand completions" -f -a "bash zsh fish powershell elvish"
complete -c invq -n "__fish_invq_using_subcommand explain" -f -a "Aborted AccessDenied AccountNotExists BadCronExpression Base64 Cancelled ClientIsUpgrading ClientNeedUpgrade ClientNetworkBlocked ClientNotResponse ClientNotRunning CloudAssistant.ClientNeedUpgrade CloudAssistant.UnsupportedInvocationStatus CommandContent CommandDescription CommandId CommandName CommandNotApplicable CommandType ContainerId ContainerName ContentEncoding CreationTime DeliveryTimeout Derived Derived.Before Derived.Before.InvokeId Derived.CommandEncoding Derived.Instances Derived.Instances.Cancelled Derived.Instances.Failed Derived.Instances.Ok Derived.Instances.Pending Derived.Instances.Total Derived.Profile Derived.Region Derived.TookSeconds Derived.Verdict Derived.Walk DirectoryNotExists DryRun Duplicate.TagKey EntityNotExist.Role Error EveryReboot ExecutionException ExecutionInterrupted ExecutionTimeout ExitCodeNonzero Failed Finished FinishedTime Forbidden.AccessKeyDisabled Forbidden.NoPermission Forbidden.RAM Frequency InProgress IncludeHistory IncludeOutput IncompleteSignature InstanceId InstanceNotExists InstanceNotRunning InstanceReleased InternalError.Dispatch Invalid InvalidAccessKeyId InvalidAccessKeyId.Inactive InvalidAccessKeyId.NotFound InvalidAction.NotFound InvalidParam.PageNumber InvalidParam.PageSize InvalidParameter.MaxResults InvalidParameter.NextToken InvalidProduct.NotFound InvalidRegionId.NotFound InvalidSecurityToken.Expired InvalidSecurityToken.Malformed InvalidSecurityToken.MismatchWithAccessKey InvalidTagKey.Malformed InvalidTagValue.Malformed InvalidTimeStamp.Expired InvalidTimeStamp.Format InvalidVersion Invocation InvocationResults InvocationResults.InvocationResult InvocationStatus Invocations InvokeId InvokeInstances InvokeInstances.CreationTime InvokeInstances.Derived InvokeInstances.Derived.Before InvokeInstances.Derived.Change InvokeInstances.Derived.ExitCodeKnown InvokeInstances.Derived.Name InvokeInstances.Derived.OutputEncoding InvokeInstances.Derived.TookSeconds InvokeInstances.Derived.Verdict InvokeInstances.Dropped InvokeInstances.ErrorCode InvokeInstances.ErrorInfo InvokeInstances.ExitCode InvokeInstances.FinishTime InvokeInstances.InstanceId InvokeInstances.InstanceInvokeStatus InvokeInstances.InvocationStatus InvokeInstances.InvokeInstance InvokeInstances.OssOutputErrorCode InvokeInstances.OssOutputErrorInfo InvokeInstances.OssOutputStatus InvokeInstances.OssOutputUri InvokeInstances.Output InvokeInstances.Repeats InvokeInstances.StartTime InvokeInstances.StopTime InvokeInstances.Timed InvokeInstances.UpdateTime InvokeRecordStatus InvokeStatus Launcher MaxResults MissingParameter MissingParameter.RegionId MissingParameter.TagKey MissingSecurityToken NextRebootOnly NextToken NoSuchBucket NoSuchKey NumberExceed.Tags OSS.AccessDenied OSS.FileImmutable OSS.InvalidObjectName OSS.NoSuchBucket Once Operation.Forbidden OssOutputDelivery PageNumber PageSize Parameters PartialFailed Pending Period PlainText Process ProcessTree RegionId RegionId.ApiNotSupported RepeatMode RequestId RequestTimeTooSkewed ResourceGroupId RunBatScript RunPowerShellScript RunShellScript Running Scheduled SecurityGroupRuleDenied SecurityTokenExpired SignatureDoesNotMatch SignatureNonceUsed Stopped Stopping Success Tag.N.Key Tag.N.Value Tags Tags.Tag Tags.TagKey Tags.TagValue TaskConcurrencyLimit Terminated TerminationMode Throttling Throttling.Api Throttling.User Timed Timeout TotalCount UnknownError UnsupportedOperation Username WorkingDir actions ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-5 ap-southeast-6 ap-southeast-7 ap-southeast-8 api brief cancelled cn-beijing cn-beijing-finance-1 cn-chengdu cn-fuzhou cn-guangzhou cn-hangzhou cn-hangzhou-finance cn-heyuan cn-heyuan-acdr-1 cn-hongkong cn-huhehaote cn-nanjing cn-north-2-gov-1 cn-qingdao cn-shanghai cn-shanghai-finance-1 cn-shenzhen cn-shenzhen-finance-1 cn-wuhan-lr cn-wulanchabu cn-wulanchabu-gic-1 cn-zhangjiakou cn-zhengzhou-jva cn-zhongwei columns command command-id container container-id created csv delivery-errors delivery-statuses description dir dropped ecs:DescribeCloudAssistantStatus ecs:DescribeInstances ecs:DescribeInvocationResults ecs:DescribeInvocations ecs:DescribeManagedInstances ecs:DescribeRegions error error-codes error-info eu-central-1 eu-west-1 eu-west-2 exit exit-codes failed fields finished flags forms frequency host id ids instance instance-statuses instances inv-created inv-finished inv-old-status inv-status inv-timed inv-took inv-verdict inv-why invocation-statuses json jsonl launcher me-central-1 me-east-1 mode na-south-1 not-told ok old-status old-statuses oos:ListTaskExecutionInvocations oss oss-error oss-error-info oss-status oss-uri oss:GetObject output parameters pending process-exits profile region regions repeats run script service-codes started status status-filter stopped sts:AssumeRole table tags termination timed timeout took tsv type unknown updated us-east-1 us-southeast-1 us-west-1 user values verdict verdicts who why wide"
