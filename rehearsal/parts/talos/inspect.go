package main

import (
	"errors"
	"strings"

	"github.com/siderolabs/crypto/x509"
	talosconfig "github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
	"github.com/siderolabs/talos/pkg/machinery/config/machine"
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

type component struct {
	Image     string              `json:"image"`
	ExtraArgs map[string][]string `json:"extraArgs"`
}

type apiServer struct {
	component
	CertSANs         []string         `json:"certSANs"`
	AuditPolicy      map[string]any   `json:"auditPolicy"`
	AdmissionControl []admission      `json:"admissionControl"`
	Authorizers      []map[string]any `json:"authorizers"`
	Port             int              `json:"port"`
}

type admission struct {
	Name          string         `json:"name"`
	Configuration map[string]any `json:"configuration"`
}

type clusterFacts struct {
	ID                        string              `json:"id"`
	Name                      string              `json:"name"`
	Endpoint                  string              `json:"endpoint"`
	CNI                       string              `json:"cni"`
	PodCIDRs                  []string            `json:"podCIDRs"`
	ServiceCIDRs              []string            `json:"serviceCIDRs"`
	APIServerServiceIPs       []string            `json:"apiServerServiceIPs"`
	DNSServiceIPs             []string            `json:"dnsServiceIPs"`
	DNSDomain                 string              `json:"dnsDomain"`
	KubeProxy                 bool                `json:"kubeProxy"`
	CoreDNS                   bool                `json:"coreDNS"`
	ScheduleOnControlPlanes   bool                `json:"scheduleOnControlPlanes"`
	CA                        *authority          `json:"ca"`
	AggregatorCA              *authority          `json:"aggregatorCA"`
	ServiceAccountKey         string              `json:"serviceAccountKey"`
	SecretboxEncryptionSecret string              `json:"secretboxEncryptionSecret"`
	AESCBCEncryptionSecret    string              `json:"aescbcEncryptionSecret"`
	BootstrapToken            string              `json:"bootstrapToken"`
	EtcdCA                    *authority          `json:"etcdCA"`
	EtcdExtraArgs             map[string][]string `json:"etcdExtraArgs"`
	EtcdAdvertisedSubnets     []string            `json:"etcdAdvertisedSubnets"`
	APIServer                 apiServer           `json:"apiServer"`
	ControllerManager         component           `json:"controllerManager"`
	Scheduler                 component           `json:"scheduler"`
	AdminKubeconfig           map[string]any      `json:"adminKubeconfig"`
	InlineManifests           []inlineManifest    `json:"inlineManifests"`
}

type inlineManifest struct {
	Name     string `json:"name"`
	Contents string `json:"contents"`
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

func inspectCluster(provider talosconfig.Provider) *clusterFacts {
	c := provider.Cluster()
	if c == nil {
		return nil
	}

	out := &clusterFacts{
		ID:                      c.ID(),
		Name:                    c.Name(),
		CNI:                     c.Network().CNI().Name(),
		PodCIDRs:                list(c.Network().PodCIDRs()),
		ServiceCIDRs:            list(c.Network().ServiceCIDRs()),
		DNSDomain:               c.Network().DNSDomain(),
		KubeProxy:               c.Proxy().Enabled(),
		CoreDNS:                 c.CoreDNS().Enabled(),
		ScheduleOnControlPlanes: c.ScheduleOnControlPlanes(),
		CA:                      toAuthority(c.IssuingCA()),
		InlineManifests:         []inlineManifest{},
		APIServerServiceIPs:     []string{},
		DNSServiceIPs:           []string{},
	}

	if endpoint := c.Endpoint(); endpoint != nil {
		out.Endpoint = endpoint.String()
	}

	if token := c.Token(); token != nil {
		out.BootstrapToken = token.ID() + "." + token.Secret()
	}

	if ips, err := c.Network().APIServerIPs(); err == nil {
		for _, ip := range ips {
			out.APIServerServiceIPs = append(out.APIServerServiceIPs, ip.String())
		}
	}

	if ips, err := c.Network().DNSServiceIPs(); err == nil {
		for _, ip := range ips {
			out.DNSServiceIPs = append(out.DNSServiceIPs, ip.String())
		}
	}

	for _, manifest := range c.InlineManifests() {
		out.InlineManifests = append(out.InlineManifests, inlineManifest{manifest.Name(), manifest.Contents()})
	}

	if provider.Machine().Type() == machine.TypeWorker {
		return out
	}

	out.AggregatorCA = toAuthority(c.AggregatorCA())
	out.SecretboxEncryptionSecret = c.SecretboxEncryptionSecret()
	out.AESCBCEncryptionSecret = c.AESCBCEncryptionSecret()
	out.EtcdCA = toAuthority(c.Etcd().CA())
	out.EtcdExtraArgs = c.Etcd().ExtraArgs()
	out.EtcdAdvertisedSubnets = list(c.Etcd().AdvertisedSubnets())
	out.ControllerManager = component{c.ControllerManager().Image(), c.ControllerManager().ExtraArgs()}
	out.Scheduler = component{c.Scheduler().Image(), c.Scheduler().ExtraArgs()}
	out.APIServer = apiServer{
		component:        component{c.APIServer().Image(), c.APIServer().ExtraArgs()},
		CertSANs:         list(c.CertSANs()),
		AuditPolicy:      c.APIServer().AuditPolicy(),
		AdmissionControl: []admission{},
		Authorizers:      []map[string]any{},
		Port:             c.LocalAPIServerPort(),
	}

	if key := c.ServiceAccount(); key != nil {
		out.ServiceAccountKey = string(key.Key)
	}

	for _, plugin := range c.APIServer().AdmissionControl() {
		out.APIServer.AdmissionControl = append(out.APIServer.AdmissionControl, admission{plugin.Name(), plugin.Configuration()})
	}

	for _, authorizer := range c.APIServer().AuthorizationConfig() {
		out.APIServer.Authorizers = append(out.APIServer.Authorizers, map[string]any{
			"type": authorizer.Type(), "name": authorizer.Name(), "webhook": authorizer.Webhook(),
		})
	}

	if admin := c.AdminKubeconfig(); admin != nil {
		out.AdminKubeconfig = map[string]any{
			"commonName":   admin.CommonName(),
			"organization": admin.CertOrganization(),
			"seconds":      int(admin.CertLifetime().Seconds()),
		}
	}

	return out
}

func toAuthority(in *x509.PEMEncodedCertificateAndKey) *authority {
	if in == nil || len(in.Crt) == 0 {
		return nil
	}

	return &authority{Certificate: string(in.Crt), Key: string(in.Key)}
}

func list(in []string) []string {
	if in == nil {
		return []string{}
	}

	return in
}
