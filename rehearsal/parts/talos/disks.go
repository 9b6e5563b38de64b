package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/siderolabs/talos/pkg/machinery/api/resource/definitions/block"
	"github.com/siderolabs/talos/pkg/machinery/cel"
	"github.com/siderolabs/talos/pkg/machinery/cel/celenv"
	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
)

// disk is a disk as the rehearsal's hardware describes it.
type disk struct {
	Device     string `json:"device"`
	SizeGiB    uint64 `json:"sizeGiB"`
	Rotational bool   `json:"rotational"`
	Serial     string `json:"serial"`
	ByID       string `json:"byId"`
}

func (d disk) spec() *block.DiskSpec {
	const gib = 1 << 30

	spec := &block.DiskSpec{
		Size: d.SizeGiB * gib, IoSize: 512, SectorSize: 512, Serial: d.Serial, Rotational: d.Rotational, DevPath: d.Device,
	}
	// Talos' selectors pass over what has no transport: loop devices and the like.
	spec.Transport = "sata"
	if strings.HasPrefix(d.Device, "/dev/nvme") {
		spec.Transport = "nvme"
	}

	if d.ByID != "" {
		spec.Symlinks = []string{d.ByID}
	}

	return spec
}

type disksArguments struct {
	MachineConfiguration string `json:"machineConfiguration"`
	Disks                []disk `json:"disks"`
}

type matchedDisks struct {
	// Install: the devices that the installation may go to.
	Install []string `json:"install"`
	// InstallWanted is the selector or the path, for a message.
	InstallWanted string              `json:"installWanted"`
	UserVolumes   map[string][]string `json:"userVolumes"`
}

// matchDisks says which of a machine's disks the configuration means, by Talos' own CEL environment
// (internal/app/machined/pkg/controllers/block: helpers.MatchDisks).
func matchDisks(in disksArguments) (any, error) {
	provider, err := configloader.NewFromBytes([]byte(in.MachineConfiguration))
	if err != nil || provider.RawV1Alpha1() == nil {
		return nil, errors.New("machineConfiguration: Talos' loader refuses it; run validate for the reason")
	}

	out := matchedDisks{UserVolumes: map[string][]string{}}
	install := provider.Machine().Install()

	expression, err := install.DiskMatchExpression()
	if err != nil {
		return nil, err
	}

	if expression != nil {
		out.InstallWanted = expression.String()

		if out.Install, err = matching(*expression, in.Disks); err != nil {
			return nil, err
		}
	} else {
		out.InstallWanted, out.Install = install.Disk(), []string{}

		for _, each := range in.Disks {
			if slices.Contains([]string{each.Device, each.ByID}, install.Disk()) {
				out.Install = append(out.Install, each.Device)
			}
		}
	}

	for _, volume := range provider.UserVolumeConfigs() {
		selector, ok := volume.Provisioning().DiskSelector().Get()
		if !ok {
			continue
		}

		if out.UserVolumes[volume.Name()], err = matching(selector, in.Disks); err != nil {
			return nil, err
		}
	}

	return out, nil
}

func matching(expression cel.Expression, disks []disk) ([]string, error) {
	out := []string{}

	for at, each := range disks {
		matches, err := expression.EvalBool(celenv.DiskLocator(), map[string]any{"disk": each.spec(), "system_disk": at == 0})
		if err != nil {
			return nil, err
		}

		if matches {
			out = append(out, each.Device)
		}
	}

	return out, nil
}
