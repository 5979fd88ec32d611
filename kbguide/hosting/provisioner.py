"""How jupyter_client comes by a kernel here. It finds this class through the entry point in `pyproject.toml`."""

from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from kbguide.hosting.fork_client import ForkClient
from kbguide.hosting.machine import limit_memory

_LAUNCHER = "ipykernel_launcher"
_ALONE = (
    "--HistoryManager.enabled=False",  # else every visit would leave a line in the operator's own history
    "--log-level=50",  # else what is no message would fill the operator's log; faults of the guide come another way
)


class ForkProvisioner(LocalProvisioner):
    """Asks the fork server first; limits the memory of every kernel."""

    parent: Any  # the kernel; its own parent is the room
    process: Any

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        cmd = [*cmd, *_ALONE]
        fork_client: ForkClient | None = self.parent.parent.fork_client
        forked = None
        if fork_client and _LAUNCHER in cmd:
            forked = await fork_client.fork(cmd[cmd.index(_LAUNCHER) + 1 :], kwargs["cwd"])
        if forked is None:
            await super().launch_kernel(cmd, **kwargs)
        else:
            self.process = forked
            self.pid = self.pgid = forked.pid
            self.cwd = kwargs["cwd"]
        limit_memory(self.process.pid)
        return self.connection_info
