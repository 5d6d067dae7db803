"""Meetings of public projects as they announce them: zone, day of the week, time, how many weeks apart.

From kubernetes/community's sig-list.md, and the pages of SunPy, CodeRefinery, CNOE and Organic Maps. Each
lasts an hour here, which few of them say.
"""

_LISTED = """
America/Los_Angeles thu 11:00 2 Kubebuilder and Controller Runtime
America/Los_Angeles wed 11:00 2 SIG API Machinery
America/Los_Angeles mon 09:00 2 SIG Apps
America/Los_Angeles thu 10:00 2 Enhancements
America/Los_Angeles wed 12:00 2 Production Readiness
America/Los_Angeles thu 14:00 2 Code Organization
America/Los_Angeles thu 08:00 2 Secrets Store CSI
America/Los_Angeles mon 09:00 1 SIG Auth Triage
America/Los_Angeles wed 09:00 4 SIG CLI Bug Scrub
America/Los_Angeles wed 10:30 2 KRM Functions
America/Los_Angeles thu 13:30 1 Cloud Provider Extraction
America/Los_Angeles fri 09:00 2 Provider AWS
America/Los_Angeles wed 08:00 2 Provider OpenStack
America/Los_Angeles tue 09:00 2 SIG Cluster Lifecycle
America/Los_Angeles wed 10:00 1 Cluster API
America/Los_Angeles thu 09:00 1 Cluster API Provider Azure
America/Los_Angeles tue 08:00 1 Cluster API Provider KubeVirt
America/Los_Angeles tue 10:00 1 Cluster API Provider Nested
America/Los_Angeles mon 08:30 2 Image Builder
America/Los_Angeles mon 11:00 2 minikube
America/Los_Angeles fri 08:00 1 Contributor Comms
America/Los_Angeles thu 09:30 2 SIG Instrumentation
America/Los_Angeles fri 08:30 1 Gateway API Code Jam
America/Los_Angeles tue 15:00 2 GAMMA, Asia and Pacific
America/Los_Angeles mon 15:00 1 Gateway API
America/Los_Angeles fri 07:30 1 KPNG
America/Los_Angeles thu 10:30 2 SIG Scalability
America/Los_Angeles thu 07:00 2 WG Batch
America/New_York thu 12:30 2 SIG Windows Triage
America/New_York tue 12:30 1 SIG Windows
America/New_York tue 12:15 1 SIG Windows CI
Etc/UTC thu 16:00 2 Provider GCP
Etc/UTC wed 14:00 2 Cluster API Provider OpenStack
Etc/UTC thu 13:00 2 Korean Team
Etc/UTC tue 17:30 1 SIG Docs
Etc/UTC tue 15:30 1 Spanish Team
Etc/UTC wed 20:00 2 SIG K8s Infra
Etc/UTC tue 14:30 2 SIG Release, Asia, Pacific and Europe
Etc/UTC thu 17:00 2 SIG Scheduling
Europe/Warsaw mon 16:00 1 SIG Autoscaling
Asia/Kolkata fri 09:00 1 Cluster API Provider IBM Cloud
Asia/Kolkata wed 16:00 1 KPNG, Asia and Pacific
Europe/London thu 15:30 2 WG Structured Logging
Europe/London wed 17:00 1 SunPy
Europe/Berlin mon 14:00 1 CodeRefinery
Europe/Berlin mon 15:00 1 CodeRefinery, working together
Europe/Berlin thu 18:00 1 CNOE Agentic AI
Europe/Moscow tue 21:00 1 Organic Maps
"""

MEETINGS = [tuple(line.split(" ", 4)) for line in _LISTED.strip().splitlines()]
