#!/bin/bash
# A real S3 server on loopback: Ceph's object gateway over one in-memory disk. Linux, as root.
#   s3-server.sh start DIR PORT    prints `ready`; keeps all its files in DIR and uses PORT and PORT + 1
#   s3-server.sh stop DIR          ends it and removes DIR
# Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common curl
# Credentials: testkey / testsecret, a user that owns its buckets, and otherkey / othersecret, who owns none of them.
set -eu
action=$1 dir=$2

if [ "$action" = stop ]; then
  for file in "$dir"/*.pid; do kill -9 "$(cat "$file")" 2>/dev/null || true; done
  rm -rf "$dir"
  exit 0
fi

port=$3
monitor="[v2:127.0.0.1:$((port + 1))/0]"
cluster=11111111-2222-3333-4444-555555555555
mkdir -p "$dir/mon" "$dir/osd" "$dir/rgw"
cat > "$dir/ceph.conf" <<CONF
[global]
fsid = $cluster
mon host = $monitor
public addr = 127.0.0.1
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = true
run dir = $dir
admin socket = $dir/\$name.asok
log file = $dir/\$name.log
crash dir = $dir
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
paxos propose interval = 0.05
[mon.a]
mon data = $dir/mon
[osd.0]
osd data = $dir/osd
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port
rgw data = $dir/rgw
rgw enable apis = s3
ms mon client mode = crc
auth client required = none
CONF
conf="-c $dir/ceph.conf"
exec 2> "$dir/boot.log"
monmaptool --create --clobber --fsid $cluster --addv a "$monitor" "$dir/monmap" >&2
ceph-mon $conf --mkfs -i a --monmap "$dir/monmap" --mon-data "$dir/mon"
ceph-mon $conf -i a -f >&2 & echo $! > "$dir/mon.pid"
ceph $conf osd new $cluster >&2
ceph-osd $conf -i 0 --mkfs --osd-uuid $cluster
ceph $conf osd crush add osd.0 1.0 host=h root=default >&2
ceph-osd $conf -i 0 -f >&2 & echo $! > "$dir/osd.pid"
user() { radosgw-admin $conf -n client.rgw user create --uid "$1" --display-name "$1" --access-key "$1key" --secret-key "$1secret" >&2; }
user test
user other
radosgw $conf -n client.rgw -f >&2 & echo $! > "$dir/rgw.pid"
curl -s --retry 100 --retry-delay 1 --retry-connrefused -o "$dir/probe" "http://127.0.0.1:$port/" && echo ready
