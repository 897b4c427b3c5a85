"""Tell what pip-audit found, as JSON on standard input, of the packages that the image installs.

Exit status 1 only for a known weakness that a newer version mends: lock that one, by `web/deploy/lock --upgrade`. Where
the advisories cannot be reached, this is said, and nothing fails.
"""

import json
import sys

from click import echo

try:
    found = json.load(sys.stdin)["dependencies"]
except (ValueError, LookupError, TypeError):
    found = []
audited = [each for each in found if "skip_reason" not in each]
if len(audited) < len(found) or not found:
    missed = len(found) - len(audited) or "all"
    echo(f"AUDIT: of {missed} packages no advisories could be reached; they are not audited")
mendable = False
for each in audited:
    for weakness in each["vulns"]:
        versions = weakness["fix_versions"]
        mendable = mendable or bool(versions)
        told = f"mended in {', '.join(versions)}" if versions else "no version mends it yet"
        echo(f"AUDIT: {each['name']} {each['version']} has {weakness['id']}; {told}")
echo(f"AUDIT: {len(audited)} packages were audited")
sys.exit(mendable)
