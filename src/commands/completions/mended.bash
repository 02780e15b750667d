
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
