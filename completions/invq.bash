_invq() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="invq"
                ;;
            invq,completions)
                cmd="invq__subcmd__completions"
                ;;
            invq,explain)
                cmd="invq__subcmd__explain"
                ;;
            invq,man)
                cmd="invq__subcmd__man"
                ;;
            invq,profiles)
                cmd="invq__subcmd__profiles"
                ;;
            invq,sandbox)
                cmd="invq__subcmd__sandbox"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        invq)
            opts="-t -n -q -p -v -s -o -r -h -V --invoke-id --command-id --instance-id --host --command-name --resource-group --tag --include-output --plain-text --page-size --next-token --one-page --since --until --failed --active --exit-code --grep --context --expect-match --expect-no-match --limit --json --ids --jq --hosts --full --max-output --per-instance --history --prefix --fold --diff --no-patch --ignore --save --overwrite --report --into --encoding --tail --max-bytes --no-header --width --ascii --utc --raw --no-pager --wait --interval --stream --fail-fast --watch --allow-empty --profile --all-regions --from --sandbox --config --endpoint --jobs --retries --connect-timeout --request-timeout --dry-run --verbose --strict --no-notes --status --instance-status --command-type --repeat-mode --timed --error-code --sort --columns --format --summary --color --exit-status --region --error-format --help --version profiles sandbox completions man explain"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --invoke-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --command-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instance-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --host)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --command-name)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --resource-group)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tag)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -t)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --next-token)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --exit-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --grep)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fold)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --diff)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ignore)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --save)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --report)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --into)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --encoding)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tail)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-bytes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --width)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --watch)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -p)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --jobs)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connect-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "Running Finished Success Failed Stopped Stopping PartialFailed Pending Scheduled" -- "${cur}"))
                    return 0
                    ;;
                -s)
                    COMPREPLY=($(compgen -W "Running Finished Success Failed Stopped Stopping PartialFailed Pending Scheduled" -- "${cur}"))
                    return 0
                    ;;
                --instance-status)
                    COMPREPLY=($(compgen -W "Pending Scheduled Running Stopping Success Failed Error Timeout Invalid Aborted Cancelled Terminated" -- "${cur}"))
                    return 0
                    ;;
                --command-type)
                    COMPREPLY=($(compgen -W "RunShellScript RunPowerShellScript RunBatScript" -- "${cur}"))
                    return 0
                    ;;
                --repeat-mode)
                    COMPREPLY=($(compgen -W "Once Period NextRebootOnly EveryReboot" -- "${cur}"))
                    return 0
                    ;;
                --timed)
                    COMPREPLY=($(compgen -W "true false all" -- "${cur}"))
                    return 0
                    ;;
                --error-code)
                    COMPREPLY=($(compgen -W "InstanceNotExists InstanceReleased InstanceNotRunning CommandNotApplicable AccountNotExists DirectoryNotExists BadCronExpression ClientNotRunning ClientNotResponse ClientIsUpgrading ClientNeedUpgrade ClientNetworkBlocked DeliveryTimeout ExecutionTimeout ExecutionException ExecutionInterrupted ExitCodeNonzero SecurityGroupRuleDenied TaskConcurrencyLimit" -- "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "created finished took name status failed instances" -- "${cur}"))
                    return 0
                    ;;
                --columns)
                    COMPREPLY=($(compgen -W "id status ok command created finished took why region profile command-id type mode timed frequency timeout user dir container container-id launcher termination parameters description oss tags instances failed script old-status verdict instance exit error started error-info stopped updated repeats dropped output oss-status oss-uri oss-error oss-error-info host inv-status inv-created inv-finished inv-took inv-why inv-timed inv-old-status inv-verdict run help" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide json jsonl csv tsv ids output command api brief" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide json jsonl csv tsv ids output command api brief" -- "${cur}"))
                    return 0
                    ;;
                --summary)
                    COMPREPLY=($(compgen -W "status command instance error-code exit-code day region match" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --exit-status)
                    COMPREPLY=($(compgen -W "verdict remote" -- "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -W "cn-qingdao cn-beijing cn-zhangjiakou cn-huhehaote cn-wulanchabu cn-hangzhou cn-shanghai cn-nanjing cn-fuzhou cn-wuhan-lr cn-shenzhen cn-heyuan cn-guangzhou cn-chengdu cn-zhongwei cn-zhengzhou-jva cn-hongkong ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-5 ap-southeast-6 ap-southeast-7 ap-southeast-8 ap-south-1 us-east-1 us-west-1 us-southeast-1 na-south-1 eu-central-1 eu-west-1 eu-west-2 me-east-1 me-central-1 cn-heyuan-acdr-1 cn-wulanchabu-gic-1 cn-beijing-finance-1 cn-shanghai-finance-1 cn-shenzhen-finance-1 cn-hangzhou-finance cn-north-2-gov-1" -- "${cur}"))
                    return 0
                    ;;
                -r)
                    COMPREPLY=($(compgen -W "cn-qingdao cn-beijing cn-zhangjiakou cn-huhehaote cn-wulanchabu cn-hangzhou cn-shanghai cn-nanjing cn-fuzhou cn-wuhan-lr cn-shenzhen cn-heyuan cn-guangzhou cn-chengdu cn-zhongwei cn-zhengzhou-jva cn-hongkong ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-5 ap-southeast-6 ap-southeast-7 ap-southeast-8 ap-south-1 us-east-1 us-west-1 us-southeast-1 na-south-1 eu-central-1 eu-west-1 eu-west-2 me-east-1 me-central-1 cn-heyuan-acdr-1 cn-wulanchabu-gic-1 cn-beijing-finance-1 cn-shanghai-finance-1 cn-shenzhen-finance-1 cn-hangzhou-finance cn-north-2-gov-1" -- "${cur}"))
                    return 0
                    ;;
                --error-format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        invq__subcmd__completions)
            opts="-h --help bash zsh fish powershell elvish"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        invq__subcmd__explain)
            opts="-h --help Aborted AccessDenied AccountNotExists BadCronExpression Base64 Cancelled ClientIsUpgrading ClientNeedUpgrade ClientNetworkBlocked ClientNotResponse ClientNotRunning CloudAssistant.ClientNeedUpgrade CloudAssistant.UnsupportedInvocationStatus CommandContent CommandDescription CommandId CommandName CommandNotApplicable CommandType ContainerId ContainerName ContentEncoding CreationTime DeliveryTimeout Derived Derived.Before Derived.Before.InvokeId Derived.CommandEncoding Derived.Instances Derived.Instances.Cancelled Derived.Instances.Failed Derived.Instances.Ok Derived.Instances.Pending Derived.Instances.Total Derived.Profile Derived.Region Derived.TookSeconds Derived.Verdict Derived.Walk DirectoryNotExists DryRun Duplicate.TagKey EntityNotExist.Role Error EveryReboot ExecutionException ExecutionInterrupted ExecutionTimeout ExitCodeNonzero Failed Finished FinishedTime Forbidden.AccessKeyDisabled Forbidden.NoPermission Forbidden.RAM Frequency InProgress IncludeHistory IncludeOutput IncompleteSignature InstanceId InstanceNotExists InstanceNotRunning InstanceReleased InternalError.Dispatch Invalid InvalidAccessKeyId InvalidAccessKeyId.Inactive InvalidAccessKeyId.NotFound InvalidAction.NotFound InvalidParam.PageNumber InvalidParam.PageSize InvalidParameter.MaxResults InvalidParameter.NextToken InvalidProduct.NotFound InvalidRegionId.NotFound InvalidSecurityToken.Expired InvalidSecurityToken.Malformed InvalidSecurityToken.MismatchWithAccessKey InvalidTagKey.Malformed InvalidTagValue.Malformed InvalidTimeStamp.Expired InvalidTimeStamp.Format InvalidVersion Invocation InvocationResults InvocationResults.InvocationResult InvocationStatus Invocations InvokeId InvokeInstances InvokeInstances.CreationTime InvokeInstances.Derived InvokeInstances.Derived.Before InvokeInstances.Derived.Change InvokeInstances.Derived.ExitCodeKnown InvokeInstances.Derived.Name InvokeInstances.Derived.OutputEncoding InvokeInstances.Derived.TookSeconds InvokeInstances.Derived.Verdict InvokeInstances.Dropped InvokeInstances.ErrorCode InvokeInstances.ErrorInfo InvokeInstances.ExitCode InvokeInstances.FinishTime InvokeInstances.InstanceId InvokeInstances.InstanceInvokeStatus InvokeInstances.InvocationStatus InvokeInstances.InvokeInstance InvokeInstances.OssOutputErrorCode InvokeInstances.OssOutputErrorInfo InvokeInstances.OssOutputStatus InvokeInstances.OssOutputUri InvokeInstances.Output InvokeInstances.Repeats InvokeInstances.StartTime InvokeInstances.StopTime InvokeInstances.Timed InvokeInstances.UpdateTime InvokeRecordStatus InvokeStatus Launcher MaxResults MissingParameter MissingParameter.RegionId MissingParameter.TagKey MissingSecurityToken NextRebootOnly NextToken NoSuchBucket NoSuchKey NumberExceed.Tags OSS.AccessDenied OSS.FileImmutable OSS.InvalidObjectName OSS.NoSuchBucket Once Operation.Forbidden OssOutputDelivery PageNumber PageSize Parameters PartialFailed Pending Period PlainText Process ProcessTree RegionId RegionId.ApiNotSupported RepeatMode RequestId RequestTimeTooSkewed ResourceGroupId RunBatScript RunPowerShellScript RunShellScript Running Scheduled SecurityGroupRuleDenied SecurityTokenExpired SignatureDoesNotMatch SignatureNonceUsed Stopped Stopping Success Tag.N.Key Tag.N.Value Tags Tags.Tag Tags.TagKey Tags.TagValue TaskConcurrencyLimit Terminated TerminationMode Throttling Throttling.Api Throttling.User Timed Timeout TotalCount UnknownError UnsupportedOperation Username WorkingDir actions ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-5 ap-southeast-6 ap-southeast-7 ap-southeast-8 api brief cancelled cn-beijing cn-beijing-finance-1 cn-chengdu cn-fuzhou cn-guangzhou cn-hangzhou cn-hangzhou-finance cn-heyuan cn-heyuan-acdr-1 cn-hongkong cn-huhehaote cn-nanjing cn-north-2-gov-1 cn-qingdao cn-shanghai cn-shanghai-finance-1 cn-shenzhen cn-shenzhen-finance-1 cn-wuhan-lr cn-wulanchabu cn-wulanchabu-gic-1 cn-zhangjiakou cn-zhengzhou-jva cn-zhongwei columns command command-id container container-id created csv delivery-errors delivery-statuses description dir dropped ecs:DescribeCloudAssistantStatus ecs:DescribeInstances ecs:DescribeInvocationResults ecs:DescribeInvocations ecs:DescribeManagedInstances ecs:DescribeRegions error error-codes error-info eu-central-1 eu-west-1 eu-west-2 exit exit-codes failed fields finished flags forms frequency host id ids instance instance-statuses instances inv-created inv-finished inv-old-status inv-status inv-timed inv-took inv-verdict inv-why invocation-statuses json jsonl launcher me-central-1 me-east-1 mode na-south-1 not-told ok old-status old-statuses oos:ListTaskExecutionInvocations oss oss-error oss-error-info oss-status oss-uri oss:GetObject output parameters pending process-exits profile region regions repeats run script service-codes started status status-filter stopped sts:AssumeRole table tags termination timed timeout took tsv type unknown updated us-east-1 us-southeast-1 us-west-1 user values verdict verdicts who why wide"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        invq__subcmd__man)
            opts="-h --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        invq__subcmd__profiles)
            opts="-h --check --names --example --config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        invq__subcmd__sandbox)
            opts="-h --listen --access-key --data --records --instances --output-bytes --seed --fault --latency --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --access-key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --data)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --records)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instances)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output-bytes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fault)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --latency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _invq_or_profile -o nosort -o bashdefault -o default invq
else
    complete -F _invq_or_profile -o bashdefault -o default invq
fi

_invq_or_profile() {
    local typed="${COMP_LINE:0:COMP_POINT}" word before
    word="${typed##*[[:space:]]}"
    before="${typed%"$word"}"
    before="${before%"${before##*[![:space:]]}"}"
    case "${before##*[[:space:]]}" in
        -p|--profile)
            COMPREPLY=($(compgen -W "$("$1" profiles --names 2>/dev/null)" -- "$word"))
            COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*:}"}"}")
            ;;
        *) _invq "$@" ;;
    esac
}
