# Runs a server for as long as somebody holds the other end of standard input.
#
# A word on standard input says how to end; its end without a word, which is what the death of the parent looks like,
# means the same as the word "orderly". PostgreSQL's children end with it.
#
# usage: guard.sh keep|discard DATA TEMPLATE COMMAND...
#   keep|discard  what becomes of DATA's parent folder at the end
#   TEMPLATE      copied to DATA first, unless empty
set -u
umask 077
fate=$1 data=$2 template=$3
shift 3
exec 3<&0 </dev/null
trap '' INT HUP # the terminal's Ctrl-C is for the parent, who knows what to do

status=1
if [ -z "$template" ] || cp -R "$template" "$data"; then
  "$@" 3<&- &
  server=$!
  {
    read -r how <&3 || how=orderly
    [ "$fate" = discard ] && how=immediate
    case $how in
      immediate) signal=QUIT ;;
      *) signal=INT ;;
    esac
    # Said again each second: a server that has only just begun does not listen yet.
    seconds=0
    while kill -s "$signal" "$server" 2>/dev/null; do
      sleep 1
      seconds=$((seconds + 1))
      [ "$seconds" -lt 60 ] || signal=QUIT
      [ "$seconds" -lt 90 ] || signal=KILL
    done
  } &
  listener=$!
  wait "$server"
  status=$?
  kill "$listener" 2>/dev/null
fi
[ "$fate" = keep ] || rm -rf "${data%/*}"
exit "$status"
