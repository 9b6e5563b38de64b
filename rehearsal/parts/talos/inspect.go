package main

import (
	"errors"
	"strings"

	talosconfig "github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
)

type inspectArguments struct {
	MachineConfiguration string `json:"machineConfiguration"`
}

// PEM, not base64: what a simulator writes to a file.
type authority struct {
	Certificate string `json:"certificate"`
	Key         string `json:"key,omitempty"`
}

type machineFacts struct {
	Type           string            `json:"type"`
	Hostname       string            `json:"hostname"`
	AutoHostname   string            `json:"autoHostname"`
	CertSANs       []string          `json:"certSANs"`
	CA             *authority        `json:"ca"`
	AcceptedCAs    []string          `json:"acceptedCAs"`
	InstallImage   string            `json:"installImage"`
	InstallDisk    string            `json:"installDisk"`
	InstallMatch   string            `json:"installMatch"`
	NodeLabels     map[string]string `json:"nodeLabels"`
	NodeTaints     map[string]string `json:"nodeTaints"`
	VIPs           []string          `json:"vips"`
	Addresses      []string          `json:"addresses"`
	TimeServers    []string          `json:"timeServers"`
	KubePrismPort  int               `json:"kubePrismPort"`
	KubeletImage   string            `json:"kubeletImage"`
	KubeletArgs    map[string]string `json:"kubeletArgs"`
	KubeletSubnets []string          `json:"kubeletSubnets"`
	RegisterNode   bool              `json:"registerNode"`
	UserVolumes    []userVolume      `json:"userVolumes"`
}

// userVolume: match is its disk selector in CEL, empty where none is given.
type userVolume struct {
	Name  string `json:"name"`
	Match string `json:"match"`
}

type facts struct {
	Machine machineFacts  `json:"machine"`
	Cluster *clusterFacts `json:"cluster"`
	// Documents: the kinds of the further documents, for a list of what no simulator looks at.
	Documents []string `json:"documents"`
}

// inspect reads a machine configuration as Talos does, defaults included, and gives the facts that decide what a
// machine runs. Its answer holds secrets: it is for the process that asked.
func inspect(in inspectArguments) (any, error) {
	provider, err := configloader.NewFromBytes([]byte(in.MachineConfiguration))
	if err != nil {
		return nil, errors.New("machineConfiguration: Talos' loader refuses it; run validate for the reason")
	}

	if provider.RawV1Alpha1() == nil {
		return nil, errors.New("machineConfiguration: has no v1alpha1 document")
	}

	out := facts{Machine: inspectMachine(provider), Cluster: inspectCluster(provider), Documents: []string{}}
	for _, document := range provider.Documents() {
		out.Documents = append(out.Documents, document.Kind())
	}

	return out, nil
}

func inspectMachine(provider talosconfig.Provider) machineFacts {
	m := provider.Machine()
	out := machineFacts{
		Type:         m.Type().String(),
		CertSANs:     list(m.Security().CertSANs()),
		CA:           toAuthority(m.Security().IssuingCA()),
		AcceptedCAs:  []string{},
		InstallImage: m.Install().Image(),
		InstallDisk:  m.Install().Disk(),
		NodeLabels:   m.NodeLabels(),
		NodeTaints:   m.NodeTaints(),
		VIPs:         []string{},
		Addresses:    []string{},
		TimeServers:  []string{},
		KubeletImage: m.Kubelet().Image(),
		KubeletArgs:  map[string]string{},
		RegisterNode: !m.Kubelet().SkipNodeRegistration(),
		UserVolumes:  []userVolume{},
	}

	if match, err := m.Install().DiskMatchExpression(); err == nil && match != nil {
		out.InstallMatch = match.String()
	}

	for _, ca := range m.Security().AcceptedCAs() {
		out.AcceptedCAs = append(out.AcceptedCAs, string(ca.Crt))
	}

	if hostname := provider.NetworkHostnameConfig(); hostname != nil {
		out.Hostname, out.AutoHostname = hostname.Hostname(), hostname.AutoHostname().String()
	}

	if timeSync := provider.NetworkTimeSyncConfig(); timeSync != nil {
		out.TimeServers = list(timeSync.Servers())
	}

	for _, device := range m.Network().Devices() {
		out.Addresses = append(out.Addresses, device.Addresses()...)

		if vip := device.VIPConfig(); vip != nil {
			out.VIPs = append(out.VIPs, vip.IP())
		}

		for _, vlan := range device.Vlans() {
			out.Addresses = append(out.Addresses, vlan.Addresses()...)

			if vip := vlan.VIPConfig(); vip != nil {
				out.VIPs = append(out.VIPs, vip.IP())
			}
		}
	}

	for _, vip := range provider.NetworkVirtualIPConfigs() {
		out.VIPs = append(out.VIPs, vip.VIP().String())
	}

	if prism := m.Features().KubePrism(); prism != nil && prism.Enabled() {
		out.KubePrismPort = prism.Port()
	}

	for key, values := range m.Kubelet().ExtraArgs() {
		out.KubeletArgs[key] = strings.Join(values, ",")
	}

	out.KubeletSubnets = list(m.Kubelet().NodeIP().ValidSubnets())

	for _, volume := range provider.UserVolumeConfigs() {
		facts := userVolume{Name: volume.Name()}
		if selector, ok := volume.Provisioning().DiskSelector().Get(); ok {
			facts.Match = selector.String()
		}

		out.UserVolumes = append(out.UserVolumes, facts)
	}

	return out
}
